package io.neurocache.edge.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which objects were served lately: a trace that costs a hit two plain stores and no lock, and
 * loses what it has no room for. Who drains it in time gets nearly all; who comes late gets the
 * last notes of each ring, each with the weight of those that were overwritten.
 *
 * <p>{@link #note} is safe from any thread; one thread drains. Threads that share a ring race for
 * its slots: a lost race loses a note, or sets the ring back by some, and nothing else. All
 * accesses are opaque: each int is read whole, the compiler keeps none back, and no order is
 * promised. A slot read before its note has arrived gives an older note; that too is only a number
 * among many. An id may have gone to another object before it is looked at.
 */
public final class UseTrace {
    /** A power of two: at 60,000 hits a second a quarter of a second fits into four of them. */
    private static final int RING_NOTES = 4096;

    /** The cursor is alone in the cache lines before the notes. */
    private static final int CURSOR = 16;

    private static final int FIRST_NOTE = 32;

    private static final int RINGS =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 2;

    private static final VarHandle INT = MethodHandles.arrayElementVarHandle(int[].class);

    private final int[][] rings = new int[RINGS][FIRST_NOTE + RING_NOTES];

    /** How far each ring was drained; the drainer's. */
    private final int[] drained = new int[RINGS];

    /** Makes an empty trace. */
    public UseTrace() {}

    /** Takes notes of objects. */
    public interface Visitor {
        /**
         * Takes one.
         *
         * @param id of the object
         * @param times for how many uses it stands, from 1
         */
        void visit(int id, long times);
    }

    /** Notes that an object was served. */
    public void note(int id) {
        int[] ring = rings[(int) Thread.currentThread().threadId() & (RINGS - 1)];
        int at = (int) INT.getOpaque(ring, CURSOR);
        INT.setOpaque(ring, FIRST_NOTE + (at & (RING_NOTES - 1)), id);
        INT.setOpaque(ring, CURSOR, at + 1);
    }

    /** Visits what was noted since the last time; one thread only. */
    public void drain(Visitor visitor) {
        for (int i = 0; i < RINGS; i++) {
            int[] ring = rings[i];
            int end = (int) INT.getOpaque(ring, CURSOR);
            int noted = end - drained[i];
            drained[i] = end;
            int kept = Math.min(noted, RING_NOTES);
            for (int at = end - kept; at != end && kept > 0; at++) {
                int id = (int) INT.getOpaque(ring, FIRST_NOTE + (at & (RING_NOTES - 1)));
                if (id != 0) {
                    visitor.visit(id, noted / kept);
                }
            }
        }
    }
}
