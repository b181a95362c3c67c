package io.neurocache.slab;

import static io.neurocache.slab.TestSlab.body;
import static io.neurocache.slab.TestSlab.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptionTest {
    private static final byte[] SMALL = body(1, 90);
    private static final byte[] LARGE = body(2, 30_000);

    @TempDir private Path directory;

    private Path file;

    @BeforeEach
    void fill() throws IOException {
        file = directory.resolve("slab");
        try (Slab slab = TestSlab.open(file)) {
            assertTrue(TestSlab.put(slab, "small", SMALL));
            assertTrue(TestSlab.put(slab, "large", LARGE));
        }
    }

    /**
     * A rotten byte in memory or on disk while the slab is open: the next verification finds it.
     */
    @Test
    void verificationFindsEveryWrongByteOfKeyMetaTableAndBody() throws IOException {
        List<Long> offsets = offsets(false);
        assertTrue(offsets.size() > 30_000);
        try (Slab slab = TestSlab.open(file);
                RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            ObjectStore store = slab.store();
            long small = slab.acquire(bytes("small"));
            long large = slab.acquire(bytes("large"));
            for (long offset : offsets) {
                flip(raw, offset);
                boolean right = isRight(store, small) && isRight(store, large);
                assertFalse(right, "byte at " + offset);
                flip(raw, offset);
            }
            assertTrue(slab.verify(small) && slab.verify(large));
            flip(raw, slab.metaOffset(small));
            assertFalse(slab.verify(small));
            assertEquals(Slab.NONE, slab.acquire(bytes("small")), "removed");
            slab.release(small);
            slab.release(large);
        }
    }

    private static boolean isRight(ObjectStore store, long handle) {
        long descriptor = store.descriptors.offset(handle);
        return store.heads.isHeadIntact(descriptor) && store.heads.isBodyIntact(descriptor);
    }

    /** A rotten byte while the slab is closed: whatever it hits, no wrong byte is served. */
    @Test
    void aSlabWithAnyWrongByteServesRightBytesOrNone() throws IOException {
        List<Long> offsets = offsets(true);
        int lost = 0;
        for (long offset : offsets) {
            Path damaged = TestSlab.copyOf(file, directory.resolve("damaged"));
            try (RandomAccessFile raw = new RandomAccessFile(damaged.toFile(), "rw")) {
                flip(raw, offset);
            }
            lost += served(damaged) == 2 ? 0 : 1;
        }
        assertTrue(lost > 100, "lost " + lost + " of " + offsets.size());
    }

    /** Number of objects served, all of them right; a refused file serves none. */
    private static int served(Path damaged) throws IOException {
        try (Slab slab = TestSlab.open(damaged)) {
            Audit.check(slab);
            int served = 0;
            for (String key : List.of("small", "large")) {
                byte[] wanted = key.equals("small") ? SMALL : LARGE;
                served +=
                        TestSlab.get(slab, bytes(key))
                                .map(body -> {
                                    assertArrayEquals(wanted, body);
                                    return 1;
                                })
                                .orElse(0);
            }
            Audit.check(slab);
            return served;
        } catch (SlabException e) {
            return 0;
        }
    }

    /**
     * Bytes of objects; when closed also of superblock, descriptors and derived state, some only.
     */
    private List<Long> offsets(boolean closed) throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (Slab slab = TestSlab.open(file)) {
            ObjectStore store = slab.store();
            Geometry geometry = store.geometry;
            slab.forEach(handle -> {
                long descriptor = store.descriptors.offset(handle);
                long head = store.descriptors.head(descriptor);
                long body = slab.metaOffset(handle) + slab.metaLength(handle);
                addRange(offsets, head + 8, body, 1);
                for (int i = 0; i < slab.extentCount(handle); i++) {
                    long from = slab.extentOffset(handle, i);
                    int step = closed ? 301 : 1;
                    addRange(offsets, from, from + slab.extentLength(handle, i), step);
                }
                if (closed) {
                    addRange(offsets, descriptor, descriptor + Descriptors.BYTES, 1);
                    addRange(offsets, head, head + 8, 1);
                }
            });
            if (closed) {
                addRange(offsets, 0, 48, 1);
                addRange(offsets, 128, 152, 1);
                long entry = geometry.pageTable + geometry.firstDataPage * 16L;
                addRange(offsets, entry, entry + 64, 1);
                addRange(
                        offsets,
                        geometry.occupancy,
                        geometry.pageStart(geometry.firstDataPage),
                        4099);
            }
        }
        return offsets;
    }

    private static void addRange(List<Long> offsets, long from, long to, long step) {
        for (long offset = from; offset < to; offset += step) {
            offsets.add(offset);
        }
    }

    private static void flip(RandomAccessFile raw, long offset) throws IOException {
        raw.seek(offset);
        int value = raw.read();
        raw.seek(offset);
        raw.write(value ^ 0x41);
    }
}
