package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsTest {
    private static final long BYTES = (5L << 30) + 4096;

    @TempDir private Path directory;

    /** The file is sparse: it takes blocks only where the test writes. */
    @Test
    void everyOffsetOfAMappingAboveTwoGibibytesIsReachedByWordAndByBuffer() throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                directory.resolve("sparse"),
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                Arena arena = Arena.ofShared()) {
            Memory memory = new Memory(channel.map(MapMode.READ_WRITE, 0, BYTES, arena));
            for (long gib = 0; gib <= 5; gib++) {
                for (long offset : new long[] {(gib << 30) - 8, gib << 30, (gib << 30) + 8}) {
                    if (offset >= 0) {
                        memory.putLong(offset, offset);
                        assertEquals(offset, memory.getLongVolatile(offset));
                        assertEquals(offset, memory.getLongUnaligned(offset));
                        assertEquals(true, memory.casLong(offset, offset, offset + 1));
                        long big = Long.reverseBytes(offset + 1);
                        assertEquals(big, memory.windows().buffer(offset, 8).getLong());
                    }
                }
            }
            long across = (2L << 30) - 1000;
            assertEquals(
                    Windows.MAX_BUFFER_BYTES,
                    memory.windows().buffer(across, Windows.MAX_BUFFER_BYTES).capacity());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> memory.windows().buffer(0, Windows.MAX_BUFFER_BYTES + 1));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.getLong(BYTES));
        }
    }
}
