package io.neurocache.raft.sim.check;

import io.neurocache.raft.Entry;
import java.util.Arrays;

/**
 * The one log that all servers agree on: each entry as the first server saw it committed, and in
 * which term that was. What other servers see later is compared with it. One thread.
 */
public final class CommittedLog {
    private Entry[] entries = new Entry[64];
    private long[] committedIn = new long[64];
    private long lastIndex;

    /** The last committed entry. */
    public long lastIndex() {
        return lastIndex;
    }

    /** The committed entry at an index from 1 to {@link #lastIndex}. */
    public Entry entry(long index) {
        return entries[(int) index];
    }

    /** Adds the next entry. */
    public void add(Entry entry, long committedInTerm) {
        int index = (int) ++lastIndex;
        if (index == entries.length) {
            entries = Arrays.copyOf(entries, 2 * index);
            committedIn = Arrays.copyOf(committedIn, 2 * index);
        }
        entries[index] = entry;
        committedIn[index] = committedInTerm;
    }

    /** The last entry that was committed in a term below this one; 0 where there is none. */
    public long lastIndexBefore(long term) {
        long index = lastIndex;
        while (index > 0 && committedIn[(int) index] >= term) {
            index--;
        }
        return index;
    }
}
