package io.neurocache.raft.sim.check;

import java.util.Arrays;

/**
 * Whether a history of registers is linearizable: the search of Wing and Gong (Testing and
 * verifying concurrent objects, 1993) with the memory of Lowe (Testing for linearizability, 2017),
 * each key by itself.
 *
 * <p>Calls and returns of one key form a list. The search takes one of the calls before the first
 * return and lets it happen; when it meets the return of something that has not happened, it takes
 * the latest decision back. A set of operations that have happened is not tried twice at one value.
 * Reads that never returned say nothing and are left out, as is what is said not to have happened.
 * A read that fits the value is no decision: it changes nothing, so whatever order works without it
 * works with it in front.
 *
 * <p>Exponential in the worst case, so the memory is bounded; {@link Result#UNDECIDED} says that it
 * was not enough. Can be used again; one thread.
 */
public final class LinearizabilityChecker {
    /** What came out. */
    public enum Result {
        /** There is an order that explains everything. */
        LINEARIZABLE,
        /** There is none. */
        NOT_LINEARIZABLE,
        /** The search has tried too many sets. */
        UNDECIDED
    }

    /** How many sets are tried for one key. */
    static final int MAX_SETS = 1 << 17;

    private static final int END = -1;

    private final SeenSets seen = new SeenSets(MAX_SETS);

    /** The operations of the key that is checked. */
    private int[] operations = new int[64];

    private int count;

    /** By place: a call of operations[i] is 2i, its return 2i + 1; place 0 is the head. */
    private int[] events = new int[128];

    private int[] next = new int[128];
    private int[] previous = new int[128];
    private int[] returnPlace = new int[64];
    private int places;

    private int[] decided = new int[64];
    private int[] valueBefore = new int[64];

    /** Checks every key up to, and not including, this one. */
    public Result check(History history, int keys) {
        Result result = Result.LINEARIZABLE;
        for (int key = 0; key < keys; key++) {
            Result one = checkKey(history, key);
            if (one == Result.NOT_LINEARIZABLE) {
                return one;
            }
            if (one == Result.UNDECIDED) {
                result = one;
            }
        }
        return result;
    }

    /** Checks one key. */
    public Result checkKey(History history, int key) {
        collect(history, key);
        return search(history);
    }

    private void collect(History history, int key) {
        int calls = history.size();
        if (operations.length < calls) {
            operations = new int[calls];
            returnPlace = new int[calls];
            decided = new int[calls];
            valueBefore = new int[calls];
            events = new int[2 * calls + 1];
            next = new int[2 * calls + 1];
            previous = new int[2 * calls + 1];
        }
        // Where an operation stands among those of its key, found again at its return.
        int[] local = decided;
        count = 0;
        places = 1;
        for (int at = 0; at < history.orderCount(); at++) {
            int operation = history.order(at) >>> 1;
            boolean isCall = (history.order(at) & 1) == 0;
            if (history.key(operation) != key
                    || history.isNever(operation)
                    || (history.isOpen(operation) && history.isRead(operation))) {
                continue;
            }
            if (isCall) {
                operations[count] = operation;
                local[operation] = count;
                returnPlace[count] = END;
                events[places++] = 2 * count++;
            } else {
                int called = local[operation];
                returnPlace[called] = places;
                events[places++] = 2 * called + 1;
            }
        }
        for (int place = 0; place < places; place++) {
            next[place] = place + 1 < places ? place + 1 : END;
            previous[place] = place - 1;
        }
    }

    private Result search(History history) {
        int words = (count + 63) >>> 6;
        long[] happened = new long[words];
        seen.clear(words);
        int returnsLeft = returns();
        int depth = 0;
        int value = History.ABSENT;
        int place = next[0];
        // While a return is left it lies ahead: only calls stand between the head and the place.
        while (returnsLeft > 0) {
            int local = events[place] >>> 1;
            if ((events[place] & 1) != 0) {
                int back;
                boolean isRead;
                do {
                    if (depth == 0) {
                        return Result.NOT_LINEARIZABLE;
                    }
                    back = decided[--depth];
                    value = valueBefore[depth];
                    int taken = events[back] >>> 1;
                    flip(happened, taken);
                    returnsLeft += unlift(back, taken);
                    isRead = history.isRead(operations[taken]);
                } while (isRead);
                place = next[back];
                continue;
            }
            int after = history.apply(operations[local], value);
            flip(happened, local);
            if (after >= 0 && seen.add(happened, after)) {
                if (seen.isFull()) {
                    return Result.UNDECIDED;
                }
                decided[depth] = place;
                valueBefore[depth++] = value;
                value = after;
                returnsLeft -= lift(place, local);
                place = next[0];
            } else {
                flip(happened, local);
                place = next[place];
            }
        }
        return Result.LINEARIZABLE;
    }

    private static void flip(long[] set, int member) {
        set[member >>> 6] ^= 1L << member;
    }

    private int returns() {
        int returns = 0;
        for (int local = 0; local < count; local++) {
            if (returnPlace[local] != END) {
                returns++;
            }
        }
        return returns;
    }

    /** Takes the call and its return out of the list; how many returns that were. */
    private int lift(int place, int local) {
        unlink(place);
        if (returnPlace[local] == END) {
            return 0;
        }
        unlink(returnPlace[local]);
        return 1;
    }

    private int unlift(int place, int local) {
        int returns = 0;
        if (returnPlace[local] != END) {
            relink(returnPlace[local]);
            returns = 1;
        }
        relink(place);
        return returns;
    }

    private void unlink(int place) {
        next[previous[place]] = next[place];
        if (next[place] != END) {
            previous[next[place]] = previous[place];
        }
    }

    private void relink(int place) {
        next[previous[place]] = place;
        if (next[place] != END) {
            previous[next[place]] = place;
        }
    }

    /** Sets of operations with the value after them, in one flat table; none is ever removed. */
    private static final class SeenSets {
        private final int maxSets;
        private long[] table = new long[1 << 10];
        private boolean[] used = new boolean[1 << 8];
        private int width;
        private int size;
        private int slots;

        SeenSets(int maxSets) {
            this.maxSets = maxSets;
        }

        void clear(int words) {
            width = words + 1;
            size = 0;
            slots = 1 << 8;
            if (table.length < slots * width) {
                table = new long[slots * width];
            }
            Arrays.fill(used, 0, slots, false);
        }

        boolean isFull() {
            return size >= maxSets;
        }

        boolean add(long[] set, int value) {
            int slot = find(set, value);
            if (used[slot]) {
                return false;
            }
            put(slot, set, 0, value);
            size++;
            if (2 * size > slots) {
                grow();
            }
            return true;
        }

        private void put(int slot, long[] from, int at, long value) {
            used[slot] = true;
            System.arraycopy(from, at, table, slot * width, width - 1);
            table[slot * width + width - 1] = value;
        }

        private int find(long[] set, int value) {
            int slot = hash(set, 0, value);
            while (used[slot] && !equal(slot, set, value)) {
                slot = (slot + 1) & (slots - 1);
            }
            return slot;
        }

        private int hash(long[] from, int at, long value) {
            long hash = value;
            for (int i = 0; i < width - 1; i++) {
                hash = (hash ^ from[at + i]) * 0x9E3779B97F4A7C15L;
                hash ^= hash >>> 32;
            }
            return (int) ((hash * 0x9E3779B97F4A7C15L) >>> 40) & (slots - 1);
        }

        private boolean equal(int slot, long[] set, int value) {
            int at = slot * width;
            for (int i = 0; i < width - 1; i++) {
                if (table[at + i] != set[i]) {
                    return false;
                }
            }
            return table[at + width - 1] == value;
        }

        private void grow() {
            long[] oldTable = table;
            boolean[] oldUsed = used;
            int oldSlots = slots;
            slots = 2 * oldSlots;
            table = new long[slots * width];
            used = new boolean[slots];
            for (int old = 0; old < oldSlots; old++) {
                if (oldUsed[old]) {
                    int at = old * width;
                    long value = oldTable[at + width - 1];
                    int slot = hash(oldTable, at, value);
                    while (used[slot]) {
                        slot = (slot + 1) & (slots - 1);
                    }
                    put(slot, oldTable, at, value);
                }
            }
        }
    }
}
