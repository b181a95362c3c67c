package io.neurocache.predict.eviction;

import java.util.Arrays;

/**
 * Evicts what was asked for the fewest times since it came; of those, what has had that count the
 * longest.
 *
 * <p>One list for each count that occurs, chained from the lowest count to the highest, so that a
 * hit moves an object to the next list (Shah, Mitra, Matani, "An O(1) algorithm for implementing
 * the LFU cache eviction scheme", 2010).
 */
final class LfuPolicy implements Policy {
    private static final int NO_LIST = -1;

    private final Lists lists = new Lists(8);

    // By list: the count of its objects, and the lists of the next lower and higher counts.
    private long[] countOf = new long[8];
    private int[] lower = new int[8];
    private int[] higher = new int[8];

    private int lowest = NO_LIST;

    /** Lists that stand for no count, chained by {@link #higher}. */
    private int firstFree = NO_LIST;

    LfuPolicy() {
        freeFrom(0);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        return true;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        if (lowest == NO_LIST || countOf[lowest] != 1) {
            insertList(1, NO_LIST, lowest);
        }
        lists.add(lowest, id, bytes);
    }

    @Override
    public void hit(int id) {
        int list = lists.listOf(id);
        if (list == NO_LIST) {
            return;
        }
        long count = countOf[list] + 1;
        int next = higher[list];
        if (next == NO_LIST || countOf[next] != count) {
            next = insertList(count, list, next);
        }
        lists.move(next, id);
        freeIfEmpty(list);
    }

    @Override
    public void removed(int id) {
        int list = lists.listOf(id);
        if (list != NO_LIST) {
            lists.remove(id);
            freeIfEmpty(list);
        }
    }

    @Override
    public int victim() {
        return lowest == NO_LIST ? NONE : lists.oldest(lowest);
    }

    @Override
    public void capacity(long bytes) {
        // The order is the same in a cache of any size.
    }

    private int insertList(long count, int below, int above) {
        if (firstFree == NO_LIST) {
            int before = lists.lists();
            lists.grow(before * 2);
            countOf = Arrays.copyOf(countOf, before * 2);
            lower = Arrays.copyOf(lower, before * 2);
            higher = Arrays.copyOf(higher, before * 2);
            freeFrom(before);
        }
        int list = firstFree;
        firstFree = higher[list];
        countOf[list] = count;
        chain(below, list);
        chain(list, above);
        return list;
    }

    private void freeIfEmpty(int list) {
        if (lists.count(list) == 0) {
            chain(lower[list], higher[list]);
            higher[list] = firstFree;
            firstFree = list;
        }
    }

    private void chain(int below, int above) {
        if (below == NO_LIST) {
            lowest = above;
        } else {
            higher[below] = above;
        }
        if (above != NO_LIST) {
            lower[above] = below;
        }
    }

    private void freeFrom(int from) {
        for (int list = lists.lists() - 1; list >= from; list--) {
            higher[list] = firstFree;
            firstFree = list;
        }
    }
}
