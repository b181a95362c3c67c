package io.neurocache.raft.store;

import static io.neurocache.raft.store.TestStorage.SEGMENT_BYTES;
import static io.neurocache.raft.store.TestStorage.entries;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, breaks, or does not answer. */
class DiskTroubleTest {
    @TempDir private Path directory;

    private final MemoryDisk disk = new MemoryDisk();

    /** Opens storage and waits until its first spare segment is there. */
    private TestStorage openSettled() throws IOException {
        TestStorage storage = TestStorage.open(disk, directory);
        storage.append(entries(1, 1, 1, 10));
        while (disk.names(directory).stream().noneMatch(this::isWholeSpare)) {
            Thread.onSpinWait();
        }
        return storage;
    }

    private boolean isWholeSpare(String name) {
        return name.startsWith("spare-") && disk.bytes(name).length == SEGMENT_BYTES;
    }

    @Test
    void aFullDiskRefusesAndHealsAndLosesNothing() throws IOException {
        try (TestStorage storage = openSettled()) {
            disk.setCapacity(disk.usedBytes());
            // The current segment and the spare are the reserve; the third is not to be had.
            storage.append(entries(1, 2, 60, 200));
            storage.append(entries(1, 61, 70, 200));
            storage.heard()
                    .await(() -> storage.storage().status() instanceof StorageStatus.DiskFull);
            storage.keep(new HardState(2, 3));
            long ticket = storage.submit(entries(2, 71, 300, 200));
            storage.heard()
                    .await(() ->
                            storage.storage().oldestWaitNanos() > 50_000_000
                                    || storage.log().lastIndex() > 70);
            assertThrows(IllegalArgumentException.class, () -> storage.storage().settle(ticket));
            disk.setCapacity(Long.MAX_VALUE);
            storage.await(ticket);
            storage.heard().await(() -> storage.storage().status() instanceof StorageStatus.Ready);
            assertEquals(300, storage.entries().size());
            assertEquals(2, storage.heard().statuses().size());
        }
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            assertEquals(300, storage.entries().size());
            assertEquals(entries(2, 71, 300, 200), storage.entries(71));
            assertEquals(new HardState(2, 3), storage.storage().hardState());
        }
    }

    @Test
    void compactionMakesRoomOnAFullDisk() throws IOException {
        try (TestStorage storage = openSettled()) {
            storage.append(entries(1, 2, 60, 200));
            storage.append(entries(1, 61, 62, 200));
            RaftStorageTest.writeSnapshot(
                    storage, new SnapshotMeta(60, 1, Configuration.of(List.of(1))));
            disk.setCapacity(disk.usedBytes());
            long ticket = storage.submit(entries(1, 63, 230, 200));
            storage.heard()
                    .await(() -> storage.storage().status() instanceof StorageStatus.DiskFull);
            storage.storage().compact(60);
            storage.heard()
                    .await(() ->
                            storage.heard().statuses().stream()
                                    .anyMatch(StorageStatus.Ready.class::isInstance));
            disk.setCapacity(Long.MAX_VALUE);
            storage.await(ticket);
            assertEquals(entries(1, 61, 230, 200), storage.entries());
        }
    }

    @Test
    void aFullDiskDoesNotKeepStorageFromClosing() throws IOException {
        TestStorage storage = openSettled();
        disk.setCapacity(disk.usedBytes());
        storage.submit(entries(1, 2, 500, 200));
        storage.heard().await(() -> storage.storage().status() instanceof StorageStatus.DiskFull);
        storage.close();
        assertInstanceOf(StorageStatus.Closed.class, storage.storage().status());
        disk.setCapacity(Long.MAX_VALUE);
        try (TestStorage again = TestStorage.open(disk, directory)) {
            List<?> found = again.entries();
            assertEquals(found, again.entries().subList(0, found.size()));
            assertTrue(found.size() < 500, "not everything found room");
        }
    }

    @Test
    void aFailedWriteIsReportedOnceAndEndsEverything() throws IOException {
        TestStorage storage = openSettled();
        disk.breakDown();
        long ticket = storage.submit(entries(1, 2, 3, 10));
        storage.heard().await(() -> storage.storage().status() instanceof StorageStatus.Failed);
        storage.submit(entries(1, 4, 4, 10));
        assertThrows(IllegalArgumentException.class, () -> storage.storage().settle(ticket));
        assertEquals(1, storage.log().lastIndex());
        storage.close();
        assertEquals(1, storage.heard().statuses().size());
    }

    @Test
    void aDiskThatHangsShowsInTheAgeOfTheOldestWrite() throws IOException {
        try (TestStorage storage = openSettled()) {
            assertEquals(0, storage.storage().oldestWaitNanos());
            disk.setSilent(true);
            long ticket = storage.submit(entries(1, 2, 3, 10));
            long before = storage.storage().oldestWaitNanos();
            storage.submit(entries(1, 4, 5, 10));
            assertTrue(before > 0);
            assertTrue(storage.storage().oldestWaitNanos() > before, "the oldest counts");
            assertEquals(entries(1, 1, 1, 10), storage.entries(), "reading goes on");
            disk.setSilent(false);
            storage.await(ticket);
            storage.await(ticket + 1);
            assertEquals(0, storage.storage().oldestWaitNanos());
        }
    }

    @Test
    void aQueueThatIsIgnoredIsARefusal() throws IOException {
        try (TestStorage storage = openSettled()) {
            disk.setSilent(true);
            int index = 2;
            while (storage.storage().hasRoom()) {
                storage.submit(entries(1, index, index, 8000));
                index++;
            }
            long next = index;
            assertThrows(
                    IllegalStateException.class,
                    () -> {
                        for (long i = next; i < next + 1000; i++) {
                            storage.submit(entries(1, i, i, 8000));
                        }
                    });
            disk.setSilent(false);
        }
    }

    @Test
    void aFullDiskLeavesThePreviousSnapshot() throws IOException {
        SnapshotMeta first = new SnapshotMeta(1, 1, Configuration.of(List.of(1)));
        SnapshotMeta second = new SnapshotMeta(2, 1, Configuration.of(List.of(1)));
        try (TestStorage storage = openSettled()) {
            RaftStorageTest.writeSnapshot(storage, first);
            disk.setCapacity(disk.usedBytes());
            StorageException e =
                    assertThrows(
                            StorageException.class,
                            () -> RaftStorageTest.writeSnapshot(storage, second));
            assertEquals(StorageException.Kind.DISK_FULL, e.kind());
            assertEquals(first, storage.storage().snapshots().current());
            Effect.ReadSnapshot read = new Effect.ReadSnapshot(2, 1, 0, 10);
            assertInstanceOf(
                    io.neurocache.raft.Event.SnapshotRead.class,
                    storage.storage().snapshots().read(read));
            disk.setCapacity(Long.MAX_VALUE);
            RaftStorageTest.writeSnapshot(storage, second);
            assertEquals(second, storage.storage().snapshots().current());
        }
    }
}
