package io.neurocache.raft.store;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * The term of every entry, as the few places where it changes.
 *
 * <p>A lookup is a binary search over the terms that the log spans. Confined to one thread.
 */
final class TermRanges {
    private static final int FIRST_CAPACITY = 8;

    private long[] firstIndices = new long[FIRST_CAPACITY];
    private long[] terms = new long[FIRST_CAPACITY];
    private int count;

    /** The next entry has this term; indices and terms rise. */
    void add(long index, long term) {
        if (count > 0 && terms[count - 1] == term) {
            return;
        }
        Check.invariant(count == 0 || firstIndices[count - 1] < index, "index goes back to", index);
        Check.invariant(count == 0 || terms[count - 1] < term, "the term falls to", term);
        if (count == terms.length) {
            firstIndices = Arrays.copyOf(firstIndices, 2 * count);
            terms = Arrays.copyOf(terms, 2 * count);
        }
        firstIndices[count] = index;
        terms[count] = term;
        count++;
    }

    /** Forgets the entries from this index on. */
    void truncate(long fromIndex) {
        while (count > 0 && firstIndices[count - 1] >= fromIndex) {
            count--;
        }
    }

    /** Forgets the entries before this index. */
    void compact(long firstIndex) {
        int dropped = 0;
        while (dropped + 1 < count && firstIndices[dropped + 1] <= firstIndex) {
            dropped++;
        }
        System.arraycopy(firstIndices, dropped, firstIndices, 0, count - dropped);
        System.arraycopy(terms, dropped, terms, 0, count - dropped);
        count -= dropped;
    }

    void clear() {
        count = 0;
    }

    /** The term of an entry that was added and not forgotten. */
    long term(long index) {
        int found = Arrays.binarySearch(firstIndices, 0, count, index);
        int range = found >= 0 ? found : -found - 2;
        Check.invariant(range >= 0, "no term is known for index", index);
        return terms[range];
    }
}
