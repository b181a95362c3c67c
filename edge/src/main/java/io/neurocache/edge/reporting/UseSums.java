package io.neurocache.edge.reporting;

import java.util.Arrays;

/**
 * How often objects were used, by id, for a bounded number of ids: uses of others are lost while it
 * is full. Confined to one thread.
 */
final class UseSums {
    static final int MAX_IDS = 16_384;

    /** A power of two, twice as many as are used, so that a probe is short. */
    private static final int SLOTS = 2 * MAX_IDS;

    private static final int ID_BITS = Integer.SIZE;

    private final int[] ids = new int[SLOTS];
    private final int[] sums = new int[SLOTS];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    /** Adds uses of an object; ids are positive. */
    void add(int id, long times) {
        int slot = (id * 0x9E37_79B9) >>> Integer.numberOfLeadingZeros(SLOTS - 1);
        while (ids[slot] != id && ids[slot] != 0) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (ids[slot] == 0) {
            if (count == MAX_IDS) {
                return;
            }
            ids[slot] = id;
            count++;
        }
        sums[slot] = (int) Math.min(Integer.MAX_VALUE, sums[slot] + times);
    }

    /** Takes the ids with the largest sums out, the largest first; the others stay. */
    long[] takeLargest(int atMost) {
        long[] all = new long[count];
        int n = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (ids[slot] != 0) {
                all[n++] = (long) sums[slot] << ID_BITS | ids[slot];
            }
        }
        Arrays.sort(all);
        Arrays.fill(ids, 0);
        Arrays.fill(sums, 0);
        count = 0;
        int rest = Math.max(0, n - atMost);
        for (int i = 0; i < rest; i++) {
            add(id(all[i]), times(all[i]));
        }
        long[] largest = new long[n - rest];
        for (int i = 0; i < largest.length; i++) {
            largest[i] = all[n - 1 - i];
        }
        return largest;
    }

    /** The id of what {@link #takeLargest} gave. */
    static int id(long taken) {
        return (int) taken;
    }

    /** Its sum. */
    static long times(long taken) {
        return taken >>> ID_BITS;
    }
}
