package io.neurocache.raft.store;

import static io.neurocache.raft.store.TestStorage.entries;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptionTest {
    private static final HardState HARD_STATE = new HardState(3, 2);
    private static final SnapshotMeta SNAPSHOT =
            new SnapshotMeta(5, 1, Configuration.of(List.of(1, 2, 3)));

    @TempDir private Path directory;

    private final MemoryDisk disk = new MemoryDisk();
    private List<Entry> expected = List.of();

    @BeforeEach
    void fill() throws IOException {
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            storage.keep(HARD_STATE);
            storage.append(entries(1, 1, 20, 300));
            storage.append(entries(2, 18, 70, 200));
            storage.append(entries(2, 71, 71, 40));
            RaftStorageTest.writeSnapshot(storage, SNAPSHOT);
            expected = storage.entries(6);
        }
        assertEquals(2, Segments.generations(disk, directory).size());
    }

    @Test
    void everyWrongByteOfALogAtRestIsFoundOrDoesNoHarm() throws IOException {
        int refused = 0;
        for (int generation = 1; generation <= 2; generation++) {
            String name = Segments.path(directory, generation).getFileName().toString();
            int used = usedBytes(name) + 40;
            int position = 0;
            while (position < used) {
                refused += flipAndOpen(name, position, 1 << position % 8) ? 1 : 0;
                position += step(generation, position);
            }
        }
        assertTrue(refused > 1_000, "refused " + refused);
    }

    /** Every byte of the header and of the newest segment, and a sample of the rest. */
    private static int step(int generation, int position) {
        if (position < 60) {
            return 1;
        }
        if (position < SegmentHeader.BYTES) {
            return Math.min(67, SegmentHeader.BYTES - position);
        }
        // Odd, so that in time it meets every place in a word.
        return generation == 1 ? 11 : 1;
    }

    @Test
    void everyWrongByteOfTheHardStateIsMadeGoodFromItsTwin() throws IOException {
        for (int number = 0; number < HardStateFiles.COUNT; number++) {
            for (int position = 0; position < 60; position++) {
                boolean refused = flipAndOpen("state-" + number, position, 0x10);
                assertTrue(!refused, "byte " + position + " of state-" + number);
            }
        }
    }

    @Test
    void aLostFileOfTheHardStateIsMadeGoodFromItsTwin() throws IOException {
        disk.remove("state-1");
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            assertEquals(HARD_STATE, storage.storage().hardState());
        }
        disk.remove("state-0");
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            assertEquals(HARD_STATE, storage.storage().hardState());
        }
    }

    @Test
    void anUnreadableHardStateIsRefused() {
        disk.flip("state-0", 33, 1);
        disk.flip("state-1", 33, 1);
        refused(StorageException.Kind.CORRUPT, "state-0");
    }

    @Test
    void theHeadOfASnapshotIsChecked() {
        int last = disk.bytes("raft-1.snap").length;
        for (int position = 0; position < 60 && position < last; position++) {
            // Bytes 4 to 9 are gzip's time, flags and system: nobody's business.
            if (position < 4 || position > 9) {
                MemoryDisk damaged = disk.copy();
                damaged.flip("raft-1.snap", position, 0x21);
                assertThrows(
                        IOException.class,
                        () -> {
                            try (TestStorage storage = TestStorage.open(damaged, directory)) {
                                storage.storage().snapshots().open().readAllBytes();
                            }
                        },
                        "byte " + position);
            }
        }
    }

    @Test
    void corruptionNamesFileAndOffset() {
        disk.flip("log-0000000001.seg", SegmentHeader.BYTES + 340, 1);
        StorageException e = refused(StorageException.Kind.CORRUPT, "log-0000000001.seg");
        assertTrue(
                String.valueOf(e.getMessage()).contains("at byte " + (SegmentHeader.BYTES + 336)),
                e.getMessage());
    }

    @Test
    void rotWhileTheLogIsOpenIsFoundByTheReader() throws IOException {
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            disk.flip("log-0000000001.seg", SegmentHeader.BYTES + 6 * 336 + 40, 1);
            assertThrows(
                    UncheckedIOException.class, () -> storage.log().read(6, 20, Long.MAX_VALUE));
        }
    }

    @Test
    void aMissingSegmentIsRefused() {
        byte[] first = disk.bytes("log-0000000001.seg");
        disk.remove("log-0000000001.seg");
        refused(StorageException.Kind.MISSING_FILE, "log-0000000002.seg");
        disk.put("log-0000000001.seg", first);
        disk.remove("log-0000000002.seg");
        refused(StorageException.Kind.MISSING_FILE, "log-0000000002.seg");
    }

    @Test
    void aLogWithoutItsSnapshotOrHardStateIsRefused() {
        disk.remove("state-0");
        disk.remove("state-1");
        refused(StorageException.Kind.MISSING_FILE, "state-0");
    }

    @Test
    void foreignFilesAreRefused() throws IOException {
        MemoryDisk other = new MemoryDisk();
        try (TestStorage storage = TestStorage.open(other, directory)) {
            storage.append(entries(1, 1, 3, 10));
        }
        disk.put("log-0000000001.seg", other.bytes("log-0000000001.seg"));
        refused(StorageException.Kind.FOREIGN_FILE, "log-0000000001.seg");
        disk.put("log-0000000001.seg", new byte[TestStorage.SEGMENT_BYTES]);
        refused(StorageException.Kind.FOREIGN_FILE, "log-0000000001.seg");
        disk.put("log-0000000001.seg", new byte[0]);
        refused(StorageException.Kind.FOREIGN_FILE, "log-0000000001.seg");
        disk.put("raft-1.snap", new byte[] {1, 2, 3});
        refused(StorageException.Kind.FOREIGN_FILE, "raft-1.snap");
    }

    @Test
    void otherFormatsAndAnotherNodesFilesAreRefused() {
        disk.flip("log-0000000002.seg", 8, 2);
        refused(StorageException.Kind.OTHER_VERSION, "log-0000000002.seg");
        disk.flip("state-0", 8, 2);
        disk.flip("state-1", 8, 2);
        refused(StorageException.Kind.OTHER_VERSION, "state-0");
    }

    @Test
    void anOldHardStateBesideANewLogIsRefused() throws IOException {
        byte[][] old = {disk.bytes("state-0"), disk.bytes("state-1")};
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            storage.append(entries(4, 72, 300, 200));
        }
        disk.put("state-0", old[0]);
        disk.put("state-1", old[1]);
        refused(StorageException.Kind.MISSING_FILE, "state-0");
    }

    private StorageException refused(StorageException.Kind kind, String file) {
        StorageException e =
                assertThrows(
                        StorageException.class, () -> TestStorage.open(disk, directory).close());
        assertEquals(kind, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains(file), e.getMessage());
        return e;
    }

    private int usedBytes(String name) {
        byte[] bytes = disk.bytes(name);
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        return Math.min(used, bytes.length - 100);
    }

    /** Whether the damaged copy was refused; if not, it holds what it should. */
    private boolean flipAndOpen(String name, int position, int bits) throws IOException {
        MemoryDisk damaged = disk.copy();
        damaged.flip(name, position, bits);
        StorageOpening.Opened opened;
        try {
            opened = new StorageOpening(damaged, directory, TestStorage.config()).open();
        } catch (StorageException e) {
            return true;
        }
        String when = "byte " + position + " of " + name;
        LogView log = opened.view();
        assertEquals(71, log.lastIndex(), when);
        assertTrue(expected.equals(log.read(6, 71, Long.MAX_VALUE)), when);
        assertEquals(HARD_STATE, opened.files().state().content().hardState(), when);
        return false;
    }
}
