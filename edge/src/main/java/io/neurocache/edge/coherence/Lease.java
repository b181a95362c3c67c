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
 * <p>{@link #covers} is safe from any thread; the rest is for one.
 */
public final class Lease {
    /** Grants that wait for the log to be applied; of more the oldest is dropped. */
    private static final int MAX_WAITING = 16;

    private final long lengthNanos;
    private final Deque<Grant> waiting = new ArrayDeque<>();

    /** Applied up to here, orders included. */
    private volatile long appliedIndex;

    private volatile long endNanos;

    private record Grant(long endNanos, long index) {}

    /** A lease that has not been granted, where nothing has been applied. */
    public Lease(long lengthNanos, long nowNanos) {
        Check.argument(lengthNanos > 0, "a lease has a length", lengthNanos);
        this.lengthNanos = lengthNanos;
        this.endNanos = nowNanos;
    }

    /** Whether it holds at a moment that was read from the clock after the look-up. */
    public boolean covers(long nowNanos) {
        return nowNanos - endNanos < 0;
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
            extend(end);
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
                extend(grant.endNanos());
            }
            return counts;
        });
    }

    private void extend(long end) {
        if (end - endNanos > 0) {
            endNanos = end;
        }
    }

    /** Gives it back: nothing is served unasked until the next grant. */
    public void drop(long nowNanos) {
        waiting.clear();
        endNanos = nowNanos;
    }
}
