package io.neurocache.edge.coherence;

import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * An edge's right to serve what it holds without asking (docs/decisions/0009).
 *
 * <p>A grant counts from the moment it was <i>asked for</i>, by this edge's monotonic clock, and
 * once the edge has applied the log up to the index it names. Nanoseconds are those of one clock of
 * the caller's, such as {@link System#nanoTime}.
 *
 * <p>{@link #covers}, {@link #lostForNanos} and {@link #appliedIndex} are safe from any thread; the
 * rest is for one.
 */
public final class Lease {
    /** Grants that wait for the log to be applied; of more the oldest is dropped. */
    private static final int MAX_WAITING = 16;

    private final long lengthNanos;
    private final Deque<Grant> waiting = new ArrayDeque<>();

    /** Applied up to here, orders included. */
    private volatile long appliedIndex;

    /** The highest index that a grant in force names. Written before the end that it came with. */
    private volatile long heldIndex;

    private volatile boolean everHeld;
    private volatile long endNanos;

    private record Grant(long endNanos, long index) {}

    /** A lease that has not been granted, where nothing has been applied. */
    public Lease(long lengthNanos, long nowNanos) {
        Check.argument(lengthNanos > 0, "a lease has a length", lengthNanos);
        this.lengthNanos = lengthNanos;
        this.endNanos = nowNanos;
    }

    /**
     * Whether what was found may be served unasked.
     *
     * <p>The index is what makes a lease that was lost and came back between the look-up and the
     * clock no lease for what was found: the new grant names a purge that the look-up has not seen.
     *
     * @param nowNanos the clock, read after the look-up
     * @param seenIndex up to where the log had been applied before the look-up began
     */
    public boolean covers(long nowNanos, long seenIndex) {
        // The end first: whoever reads a new one then reads the index that it came with, or a
        // later.
        return nowNanos - endNanos < 0 && seenIndex >= heldIndex;
    }

    /**
     * How long it has been over: 0 while it holds, {@link Long#MAX_VALUE} where it never held, as
     * nobody knows what was missed before.
     */
    public long lostForNanos(long nowNanos) {
        return everHeld ? Math.max(0, nowNanos - endNanos) : Long.MAX_VALUE;
    }

    /** Up to where the log has been applied, orders included. */
    public long appliedIndex() {
        return appliedIndex;
    }

    /**
     * The leader has granted what was asked for.
     *
     * @param askedNanos the clock before the question was sent
     * @param index what has to be applied for it to count
     */
    public void granted(long askedNanos, long index) {
        long end = askedNanos + lengthNanos;
        if (index <= appliedIndex) {
            extend(end, index);
            return;
        }
        if (waiting.size() == MAX_WAITING) {
            waiting.removeFirst();
        }
        waiting.addLast(new Grant(end, index));
    }

    /** The log has been applied up to here, and every order in it is in force. */
    public void applied(long index) {
        Check.argument(index >= appliedIndex, "what was applied stays so", index);
        appliedIndex = index;
        waiting.removeIf(grant -> {
            boolean counts = grant.index() <= index;
            if (counts) {
                extend(grant.endNanos(), grant.index());
            }
            return counts;
        });
    }

    private void extend(long end, long index) {
        if (end - endNanos > 0) {
            heldIndex = Math.max(heldIndex, index);
            everHeld = true;
            endNanos = end;
        }
    }

    /** Gives it back: nothing is served unasked until the next grant. */
    public void drop(long nowNanos) {
        waiting.clear();
        if (endNanos - nowNanos > 0) {
            endNanos = nowNanos;
        }
    }
}
