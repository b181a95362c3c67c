package io.neurocache.predict.next.preload;

import java.util.BitSet;

/**
 * What became of the last pre-loads whose end is known: a sliding window of {@value #WINDOW}.
 *
 * <p>Confined to one thread.
 */
final class Outcomes {
    static final int WINDOW = 500;

    /** With fewer than these nothing is concluded. */
    static final int ENOUGH = 100;

    private final BitSet useful = new BitSet(WINDOW);
    private int count;
    private int next;

    void add(boolean wasUseful) {
        useful.set(next, wasUseful);
        next = (next + 1) % WINDOW;
        count = Math.min(count + 1, WINDOW);
    }

    void clear() {
        useful.clear();
        count = 0;
        next = 0;
    }

    /** The share that was of use, or 1 while nothing is known. */
    double precision() {
        return count == 0 ? 1 : (double) useful.cardinality() / count;
    }

    boolean isBelow(double least) {
        return count >= ENOUGH && precision() < least;
    }
}
