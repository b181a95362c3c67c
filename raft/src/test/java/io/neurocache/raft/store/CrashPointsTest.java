package io.neurocache.raft.store;

import static io.neurocache.raft.store.TestStorage.entries;
import static io.neurocache.raft.store.TestStorage.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops the world between any two changes of the disk, with the last write whole or torn at
 * sectors, and opens what is left: everything acknowledged is there, and what is there besides is
 * what was being written.
 */
class CrashPointsTest {
    private static final SnapshotMeta LOCAL = new SnapshotMeta(60, 2, Configuration.of(List.of(1)));
    private static final SnapshotMeta REMOTE =
            new SnapshotMeta(500, 4, Configuration.of(List.of(1, 2)));

    @TempDir private Path directory;

    /** What storage has to hold at a point of its life. */
    private record Moment(
            int changes, HardState hardState, SnapshotMeta snapshot, List<Entry> entries) {}

    private final MemoryDisk disk = new MemoryDisk();
    private final List<Moment> moments = new ArrayList<>();

    /** The model's log, all of it; what is behind the snapshot is compared. */
    private final List<Entry> model = new ArrayList<>();

    private HardState hardState = HardState.INITIAL;
    private SnapshotMeta snapshot = SnapshotMeta.NONE;

    private void moment() {
        List<Entry> behind =
                model.stream()
                        .filter(entry -> entry.index() > snapshot.lastIncludedIndex())
                        .toList();
        moments.add(new Moment(disk.changeCount(), hardState, snapshot, behind));
    }

    private void append(TestStorage storage, List<Entry> entries) {
        model.removeIf(entry -> entry.index() >= entries.getFirst().index());
        model.addAll(entries);
        storage.append(entries);
        moment();
    }

    private void keep(TestStorage storage, HardState next) {
        hardState = next;
        storage.keep(next);
        moment();
    }

    @Test
    void aCrashAtAnyMomentLosesNothingAcknowledged() throws IOException {
        byte[] remote = remoteSnapshot();
        try (TestStorage storage = TestStorage.open(disk, directory)) {
            moment();
            keep(storage, new HardState(1, 1));
            append(storage, entries(1, 1, 40, 300));
            append(storage, List.of(entry(1, 41, 10)));
            keep(storage, new HardState(2, 3));
            append(storage, entries(2, 30, 90, 200));
            append(storage, entries(2, 91, 95, 2000));
            append(storage, entries(3, 95, 96, 7));
            RaftStorageTest.writeSnapshot(storage, LOCAL);
            snapshot = LOCAL;
            moment();
            storage.storage().compact(60);
            append(storage, entries(3, 97, 160, 300));
            storage.storage()
                    .snapshots()
                    .write(new Effect.WriteSnapshot(REMOTE, 0, Bytes.wrap(remote), true));
            moment();
            model.clear();
            snapshot = REMOTE;
            storage.restore(REMOTE);
            moment();
            append(storage, entries(5, 501, 560, 300));
        }
        moment();
        int opened = 0;
        for (int count = moments.getFirst().changes(); count <= disk.changeCount(); count++) {
            opened += crashAndCheck(count);
        }
        assertTrue(opened > 300, "opened " + opened);
    }

    private byte[] remoteSnapshot() throws IOException {
        MemoryDisk other = new MemoryDisk();
        try (TestStorage storage = TestStorage.open(other, directory)) {
            RaftStorageTest.writeSnapshot(storage, REMOTE);
        }
        return other.bytes("raft-1.snap");
    }

    private int crashAndCheck(int count) throws IOException {
        int opened = 0;
        for (MemoryDisk.Torn torn : MemoryDisk.Torn.values()) {
            boolean isTorn = torn != MemoryDisk.Torn.NONE;
            if (isTorn && (count == 0 || !disk.canBeTorn(count - 1))) {
                continue;
            }
            for (boolean loseUnsynced : new boolean[] {false, true}) {
                int done = isTorn ? count - 1 : count;
                check(disk.crashed(count, torn, loseUnsynced), done, torn + " at " + count);
                opened++;
            }
        }
        return opened;
    }

    /** Checks a disk after so many whole changes. */
    private void check(MemoryDisk crashed, int count, String when) throws IOException {
        int last = 0;
        while (last + 1 < moments.size() && moments.get(last + 1).changes() <= count) {
            last++;
        }
        Moment acknowledged = moments.get(last);
        Moment next = moments.get(Math.min(last + 1, moments.size() - 1));
        List<Entry> expected;
        try (TestStorage storage = TestStorage.open(crashed, directory)) {
            HardState found = storage.storage().hardState();
            assertTrue(
                    found.equals(acknowledged.hardState()) || found.equals(next.hardState()), when);
            SnapshotMeta meta = storage.log().snapshot();
            assertTrue(meta.equals(acknowledged.snapshot()) || meta.equals(next.snapshot()), when);
            expected = storage.entries();
            checkEntries(expected, acknowledged, next, meta, when);
            // Whatever was cut must not come back when the log goes on.
            Entry more = entry(9, storage.log().lastIndex() + 1, 3);
            storage.append(more);
            expected.add(more);
        }
        try (TestStorage storage = TestStorage.open(crashed, directory)) {
            assertEquals(expected, storage.entries(), when);
        }
    }

    /** The acknowledged log, or on the way from it to the next: some of the next one's entries. */
    private static void checkEntries(
            List<Entry> found, Moment acknowledged, Moment next, SnapshotMeta meta, String when) {
        List<Entry> old = behind(acknowledged.entries(), meta);
        List<Entry> coming = behind(next.entries(), meta);
        int common = 0;
        while (common < found.size()
                && common < coming.size()
                && found.get(common).equals(coming.get(common))) {
            common++;
        }
        boolean isOld = found.equals(old);
        boolean isPartOfNext = common == found.size() && common >= unchanged(old, coming);
        assertTrue(isOld || isPartOfNext, when + ": " + found.size() + " entries");
    }

    private static List<Entry> behind(List<Entry> entries, SnapshotMeta meta) {
        return entries.stream().filter(entry -> entry.index() > meta.lastIncludedIndex()).toList();
    }

    private static int unchanged(List<Entry> old, List<Entry> coming) {
        int same = 0;
        while (same < old.size()
                && same < coming.size()
                && old.get(same).equals(coming.get(same))) {
            same++;
        }
        return same;
    }
}
