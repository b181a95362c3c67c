package io.neurocache.raft.store;

import static io.neurocache.raft.store.TestStorage.entries;
import static io.neurocache.raft.store.TestStorage.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.slab.InvariantViolation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftStorageTest {
    @TempDir private Path directory;

    @Test
    void aNewDirectoryHoldsNothing() throws IOException {
        try (TestStorage storage = TestStorage.open(directory)) {
            assertTrue(storage.storage().recovery().isNew());
            assertEquals(HardState.INITIAL, storage.storage().hardState());
            assertEquals(0, storage.log().lastIndex());
            assertEquals(0, storage.log().term(0));
            assertEquals(SnapshotMeta.NONE, storage.log().snapshot());
            assertEquals(0, storage.storage().oldestWaitNanos());
        }
    }

    @Test
    void whatWasPersistedIsFoundAgain() throws IOException {
        List<Entry> written = new ArrayList<>();
        written.add(new Entry(1, 1, new Payload.Noop()));
        written.add(entry(1, 2, 100));
        Configuration configuration = Configuration.of(List.of(1, 2, 3));
        written.add(new Entry(2, 3, new Payload.Reconfigure(configuration)));
        written.add(entry(2, 4, 0));
        written.add(entry(5, 5, 6000));
        try (TestStorage storage = TestStorage.open(directory)) {
            storage.keep(new HardState(5, 3));
            storage.append(written);
            assertEquals(written, storage.entries());
        }
        try (TestStorage storage = TestStorage.open(directory)) {
            assertEquals(new HardState(5, 3), storage.storage().hardState());
            assertEquals(written, storage.entries());
            assertFalse(storage.storage().recovery().isNew());
            assertEquals(5, storage.storage().recovery().lastIndex());
        }
    }

    @Test
    void theLogChangesOnlyWhenItIsSettled() throws IOException {
        try (TestStorage storage = TestStorage.open(directory)) {
            storage.append(entries(1, 1, 5, 10));
            long ticket = storage.submit(entries(2, 3, 4, 10));
            storage.heard().await(() -> storage.storage().oldestWaitNanos() == 0);
            assertEquals(5, storage.log().lastIndex());
            assertEquals(1, storage.log().term(3));
            storage.storage().settle(ticket);
            assertEquals(4, storage.log().lastIndex());
            assertEquals(2, storage.log().term(3));
        }
    }

    @Test
    void entriesThatReplaceOthersCutWhatFollowsThem() throws IOException {
        List<Entry> expected = new ArrayList<>(entries(1, 1, 200, 90));
        try (TestStorage storage = TestStorage.open(directory)) {
            storage.append(entries(1, 1, 300, 90));
            storage.append(entry(2, 201, 5));
            expected.add(entry(2, 201, 5));
            assertEquals(expected, storage.entries());
            storage.append(entries(3, 100, 400, 50));
            expected = new ArrayList<>(expected.subList(0, 99));
            expected.addAll(entries(3, 100, 400, 50));
            assertEquals(expected, storage.entries());
        }
        try (TestStorage storage = TestStorage.open(directory)) {
            assertEquals(expected, storage.entries());
            storage.append(entries(4, 1, 1, 50));
            assertEquals(entries(4, 1, 1, 50), storage.entries());
        }
        try (TestStorage storage = TestStorage.open(directory)) {
            assertEquals(entries(4, 1, 1, 50), storage.entries());
        }
    }

    @Test
    void aReadStopsAtTheLimitButGivesOneEntryInAnyCase() throws IOException {
        try (TestStorage storage = TestStorage.open(directory)) {
            storage.append(entries(1, 1, 100, 68));
            for (long from : new long[] {1, 60, 95}) {
                assertEquals(1, storage.log().read(from, 100, 0).size());
                assertEquals(1, storage.log().read(from, 100, 150).size());
                assertEquals(3, storage.log().read(from, 100, 300).size());
                assertEquals(2, storage.log().read(from, from + 1, 1000).size());
            }
        }
    }

    @Test
    void anEntryMayFillASegmentAndNoMore() throws IOException {
        try (TestStorage storage = TestStorage.open(directory)) {
            int max = storage.storage().maxPayloadBytes();
            List<Entry> written = List.of(entry(1, 1, 10), entry(1, 2, max), entry(1, 3, max));
            storage.append(written);
            assertEquals(written, storage.entries());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> storage.submit(entries(1, 4, 4, max + 1)));
        }
    }

    @Test
    void compactionRecyclesSegmentsAndKeepsWhatIsBehind() throws IOException {
        Configuration configuration = Configuration.of(List.of(1));
        SnapshotMeta meta = new SnapshotMeta(500, 1, configuration);
        try (TestStorage storage = TestStorage.open(directory)) {
            storage.append(entries(1, 1, 600, 100));
            assertThrows(IllegalArgumentException.class, () -> storage.storage().compact(1));
            writeSnapshot(storage, meta);
            storage.storage().compact(450);
            assertEquals(meta, storage.log().snapshot());
            assertEquals(entries(1, 451, 600, 100), storage.entries(451));
            assertEquals(1, storage.log().term(450));
            assertThrows(IllegalArgumentException.class, () -> storage.log().read(450, 460, 1000));
            storage.append(entries(2, 601, 1600, 100));
            assertEquals(entries(2, 601, 1600, 100), storage.entries(601));
        }
        assertTrue(
                Segments.generations(RealDisk.INSTANCE, directory).getFirst() > 2,
                "segments are gone");
        try (TestStorage storage = TestStorage.open(directory)) {
            assertEquals(meta, storage.log().snapshot());
            assertEquals(501, storage.storage().recovery().firstIndex());
            assertEquals(1600, storage.log().lastIndex());
            assertEquals(entries(1, 501, 600, 100), storage.entries().subList(0, 100));
        }
    }

    @Test
    void aRestoredSnapshotCutsTheWholeLog() throws IOException {
        SnapshotMeta meta = new SnapshotMeta(1000, 7, Configuration.of(List.of(1, 2)));
        byte[] file = snapshotFile(meta);
        try (TestStorage storage = TestStorage.open(directory.resolve("b"))) {
            storage.append(entries(1, 1, 300, 100));
            SnapshotStore snapshots = storage.storage().snapshots();
            snapshots.write(
                    new Effect.WriteSnapshot(
                            meta, 0, io.neurocache.raft.Bytes.wrap(file.clone()), true));
            long early = storage.submit(entries(2, 200, 210, 10));
            storage.restore(meta);
            assertEquals(1000, storage.log().lastIndex());
            assertEquals(7, storage.log().term(1000));
            storage.await(early);
            assertEquals(1000, storage.log().lastIndex(), "what was given before is obsolete");
            storage.append(entries(8, 1001, 1010, 10));
            assertEquals(entries(8, 1001, 1010, 10), storage.entries());
        }
        try (TestStorage storage = TestStorage.open(directory.resolve("b"))) {
            assertEquals(meta, storage.log().snapshot());
            assertEquals(entries(8, 1001, 1010, 10), storage.entries());
        }
    }

    private byte[] snapshotFile(SnapshotMeta meta) throws IOException {
        try (TestStorage storage = TestStorage.open(directory.resolve("a"))) {
            writeSnapshot(storage, meta);
            return java.nio.file.Files.readAllBytes(storage.storage().snapshots().path());
        }
    }

    static void writeSnapshot(TestStorage storage, SnapshotMeta meta) throws IOException {
        try (SnapshotOutput output = storage.storage().snapshots().create(meta)) {
            OutputStream stream = output;
            stream.write("{\"keys\":{}}\n".getBytes(StandardCharsets.UTF_8));
            assertTrue(output.commit());
        }
    }

    @Test
    void aDirectoryIsOpenOnce() throws IOException {
        try (TestStorage storage = TestStorage.open(directory)) {
            StorageException e =
                    assertThrows(StorageException.class, () -> TestStorage.open(directory));
            assertEquals(StorageException.Kind.IN_USE, e.kind());
            storage.append(entry(1, 1, 1));
        }
        TestStorage.open(directory).close();
    }

    @Test
    void manyWritesInFlightComeBackInOrderAndTheQueueHasALimit() throws IOException {
        try (TestStorage storage = TestStorage.open(new MemoryDisk(), directory)) {
            long last = 0;
            int refused = 0;
            for (int i = 0; i < 2000; i++) {
                if (storage.storage().hasRoom()) {
                    long from = 3L * i + 1 - 3L * refused;
                    last = storage.submit(entries(1, from, from + 2, 400));
                } else {
                    refused++;
                }
            }
            storage.await(last);
            assertEquals(3L * (2000 - refused), storage.log().lastIndex());
            assertTrue(storage.storage().hasRoom());
            List<Entry> all = storage.entries();
            assertEquals(entries(1, 1, all.size(), 400), all);
        }
    }

    @Test
    void misuseIsToldApartFromTrouble() throws IOException {
        try (TestStorage storage = TestStorage.open(directory)) {
            storage.append(entry(1, 1, 1));
            assertThrows(IllegalArgumentException.class, () -> storage.submit(entries(1, 3, 3, 1)));
            assertThrows(IllegalArgumentException.class, () -> storage.storage().settle(99));
            assertThrows(IllegalArgumentException.class, () -> storage.log().read(1, 2, 10));
            Throwable[] thrown = new Throwable[1];
            Thread other =
                    new Thread(() ->
                            thrown[0] =
                                    assertThrows(
                                            InvariantViolation.class,
                                            () -> storage.storage().settle(0)));
            other.start();
            assertFalse(assertJoined(other));
            assertTrue(thrown[0] instanceof InvariantViolation);
        }
    }

    private static boolean assertJoined(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thread.isAlive();
    }
}
