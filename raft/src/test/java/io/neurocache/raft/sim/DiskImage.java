package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import java.util.Arrays;

/**
 * What lies on a disk: a log in which each record has a checksum and the number of the write that
 * brought it, a snapshot, and the hard state.
 *
 * <p>A running server sees its own writes as it meant them (they are in the page cache); what is
 * damaged shows when the log is read again after a crash. One thread.
 */
final class DiskImage {
    private static final Entry[] NO_ENTRIES = new Entry[0];

    SnapshotMeta snapshot;
    Bytes snapshotBytes;
    HardState hardState = HardState.INITIAL;
    long firstIndex;
    long lastIndex;
    long firstTerm;

    /** By index. */
    Entry[] entries = NO_ENTRIES;

    /** By index: which write brought the record. */
    int[] writes = new int[0];

    /** By index: the record's checksum is wrong. */
    boolean[] bad = new boolean[0];

    /** An empty log behind a snapshot. */
    DiskImage(SnapshotMeta snapshot, Bytes snapshotBytes) {
        this.snapshot = snapshot;
        this.snapshotBytes = snapshotBytes;
        firstIndex = snapshot.lastIncludedIndex() + 1;
        firstTerm = snapshot.lastIncludedTerm();
        lastIndex = snapshot.lastIncludedIndex();
    }

    void cut(long newLast) {
        lastIndex = Math.min(lastIndex, newLast);
    }

    void add(Entry entry, int write, boolean torn) {
        int index = (int) entry.index();
        if (index >= entries.length) {
            int room = Math.max(64, 2 * index);
            entries = Arrays.copyOf(entries, room);
            writes = Arrays.copyOf(writes, room);
            bad = Arrays.copyOf(bad, room);
        }
        entries[index] = entry;
        writes[index] = write;
        bad[index] = torn;
        lastIndex = index;
    }

    long term(long index) {
        if (index == firstIndex - 1) {
            return firstTerm;
        }
        return index == snapshot.lastIncludedIndex()
                ? snapshot.lastIncludedTerm()
                : entries[(int) index].term();
    }

    void compact(long upTo) {
        if (upTo >= firstIndex) {
            firstTerm = term(upTo);
            firstIndex = upTo + 1;
        }
    }
}
