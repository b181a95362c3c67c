package io.neurocache.raft.store;

import io.neurocache.raft.Entry;
import io.neurocache.slab.Check;
import org.jspecify.annotations.Nullable;

/**
 * The log's last entries, as many as a limit on their bytes allows: what followers that are nearly
 * up to date are sent.
 *
 * <p>A ring of consecutive indices. Confined to one thread.
 */
final class RecentEntries {
    private static final int FIRST_CAPACITY = 64;

    private final long maxBytes;
    private @Nullable Entry[] ring = new @Nullable Entry[FIRST_CAPACITY];
    private long firstIndex = 1;
    private long nextIndex = 1;
    private long bytes;

    RecentEntries(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds the entry behind the last one; any other index makes this begin anew with it. */
    void add(Entry entry) {
        if (entry.index() != nextIndex) {
            clear(entry.index());
        }
        while (firstIndex < nextIndex && bytes + entry.sizeBytes() > maxBytes) {
            dropFirst();
        }
        if (entry.sizeBytes() > maxBytes) {
            clear(entry.index() + 1);
            return;
        }
        if (nextIndex - firstIndex == ring.length) {
            grow();
        }
        ring[slot(nextIndex)] = entry;
        nextIndex++;
        bytes += entry.sizeBytes();
    }

    /** Forgets the entries from this index on. */
    void truncate(long fromIndex) {
        if (fromIndex <= firstIndex) {
            clear(fromIndex);
            return;
        }
        while (nextIndex > fromIndex) {
            nextIndex--;
            bytes -= get(nextIndex).sizeBytes();
            ring[slot(nextIndex)] = null;
        }
    }

    boolean contains(long index) {
        return index >= firstIndex && index < nextIndex;
    }

    Entry get(long index) {
        Entry entry = ring[slot(index)];
        if (entry == null || entry.index() != index) {
            throw new IllegalArgumentException("not among the recent entries: " + index);
        }
        return entry;
    }

    long bytes() {
        return bytes;
    }

    private void clear(long index) {
        while (firstIndex < nextIndex) {
            dropFirst();
        }
        firstIndex = index;
        nextIndex = index;
        Check.invariant(bytes == 0, "no entries, but bytes", bytes);
    }

    private void dropFirst() {
        bytes -= get(firstIndex).sizeBytes();
        ring[slot(firstIndex)] = null;
        firstIndex++;
    }

    private void grow() {
        @Nullable Entry[] larger = new @Nullable Entry[2 * ring.length];
        for (long index = firstIndex; index < nextIndex; index++) {
            larger[(int) (index & (larger.length - 1))] = get(index);
        }
        ring = larger;
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }
}
