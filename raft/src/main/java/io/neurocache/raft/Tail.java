package io.neurocache.raft;

import io.neurocache.slab.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of a log, in memory: a ring that is addressed by index.
 *
 * <p>Beside each entry stands how many bytes were ever appended up to its end, so that the bytes of
 * any run are one subtraction, and where a run reaches a limit is a binary search. Everything else
 * is O(1) amortised. Confined to the thread that drives the core.
 */
final class Tail {
    /** A power of two, as every capacity is: what a busy leader has under way fits. */
    private static final int MIN_CAPACITY = 1024;

    private @Nullable Entry[] entries = new Entry[MIN_CAPACITY];
    private long[] endBytes = new long[MIN_CAPACITY];

    /** The oldest entry's index; {@link #next} where there is none. */
    private long first;

    /** One behind the newest entry's index. */
    private long next;

    /** What {@link #endBytes} would say of the entry before the first. */
    private long startBytes;

    Tail(long first) {
        this.first = first;
        this.next = first;
    }

    /** The oldest entry's index; one behind the log's last entry where the tail is empty. */
    long first() {
        return first;
    }

    /** The newest entry's index; one before {@link #first} where the tail is empty. */
    long last() {
        return next - 1;
    }

    /** How many entries there is room for. */
    int capacity() {
        return entries.length;
    }

    Entry get(long index) {
        Check.invariant(index >= first && index < next, "outside of the tail", index);
        return Objects.requireNonNull(entries[slot(index)]);
    }

    void append(Entry entry) {
        Check.invariant(entry.index() == next, "a gap in the log before", entry.index());
        if (next - first == entries.length) {
            resize(entries.length * 2);
        }
        long bytes = endBytesOf(next - 1) + entry.sizeBytes();
        entries[slot(next)] = entry;
        endBytes[slot(next)] = bytes;
        next++;
    }

    /** Forgets the entries from this index on; everything where it is older than the oldest. */
    void cutFrom(long index) {
        if (index < first) {
            reset(index);
            return;
        }
        while (next > index) {
            next--;
            entries[slot(next)] = null;
        }
    }

    /** Forgets everything; the next entry will have this index. */
    void reset(long index) {
        first = index;
        next = index;
        Arrays.fill(entries, null);
    }

    /**
     * Forgets the oldest entries that are not above {@code limit}, until those of them that are
     * left have no more than {@code keptBytes}.
     */
    void dropThrough(long limit, long keptBytes) {
        Check.invariant(limit < next, "drops what is not there", limit);
        while (first <= limit && bytesBetween(first - 1, limit) > keptBytes) {
            startBytes = endBytes[slot(first)];
            entries[slot(first)] = null;
            first++;
        }
        if (entries.length > MIN_CAPACITY && next - first < entries.length / 8) {
            resize(entries.length / 2);
        }
    }

    /** The bytes of the entries above {@code after}, up to {@code upTo} inclusive. */
    long bytesBetween(long after, long upTo) {
        return endBytesOf(upTo) - endBytesOf(after);
    }

    /**
     * The entries from {@code from} to {@code to}, both inclusive, or as many of them as have no
     * more than {@code maxBytes}; the first in any case.
     */
    List<Entry> slice(long from, long to, long maxBytes) {
        Check.invariant(from >= first && from <= to && to < next, "no run of the tail", from);
        long limitBytes = endBytesOf(from - 1) + maxBytes;
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (endBytesOf(middle) <= limitBytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Entry[] run = new Entry[(int) (low - from) + 1];
        for (int i = 0; i < run.length; i++) {
            run[i] = get(from + i);
        }
        return List.of(run);
    }

    private long endBytesOf(long index) {
        return index < first ? startBytes : endBytes[slot(index)];
    }

    private int slot(long index) {
        return (int) index & entries.length - 1;
    }

    private void resize(int capacity) {
        @Nullable Entry[] oldEntries = entries;
        long[] oldEndBytes = endBytes;
        entries = new Entry[capacity];
        endBytes = new long[capacity];
        for (long index = first; index < next; index++) {
            int from = (int) index & oldEntries.length - 1;
            entries[slot(index)] = oldEntries[from];
            endBytes[slot(index)] = oldEndBytes[from];
        }
    }
}
