package io.neurocache.edge.coherence;

import java.util.function.Consumer;

/**
 * What the edge asks of the cluster that it belongs to (docs/decisions/0009).
 *
 * <p>Safe from any thread; nothing here blocks.
 */
public interface Cluster {
    /**
     * Whether what was found may be served without asking anybody. Reads the clock: call it after
     * the look-up and before the answer is begun.
     *
     * @param seenIndex the {@link #appliedIndex} before the look-up began: a lease that was lost
     *     and came back since then does not count ({@link Lease#covers})
     */
    boolean isLeased(long seenIndex);

    /**
     * For how many nanoseconds nothing has been leased: 0 while something is, {@link
     * Long#MAX_VALUE} where nothing ever was ({@link Lease#lostForNanos}).
     */
    long lostForNanos();

    /**
     * Up to where the log has been applied here, orders included. Read before an origin is asked,
     * it says when the response was <i>born</i>.
     */
    long appliedIndex();

    /**
     * The index of the last order that was applied here; at most {@link #appliedIndex}. An edge
     * that is asked by this one must have applied as much.
     */
    long orderedIndex();

    /** The orders in force here. */
    Invalidations invalidations();

    /**
     * Has an order carried out. When it is answered {@link Outcome.Done}, every edge of the cluster
     * has applied it or serves nothing unasked.
     *
     * @param answer called once, on any thread, after a bounded time
     */
    void order(Order order, Consumer<Outcome> answer);

    /** Has an order carried out soon; nobody waits for it, and it may be lost. */
    void orderSoon(Order order);

    /** What became of an order. */
    sealed interface Outcome {
        /**
         * It is in force everywhere.
         *
         * @param index of its entry; what is born from there on is not covered
         * @param isFound whether an edge held something that it covers; always true for what is not
         *     a key
         */
        record Done(long index, boolean isFound) implements Outcome {}

        /**
         * It is not known to be in force: it may come to be so later, or never.
         *
         * @param reason why
         * @param message a sentence for whoever gave the order
         */
        record Unknown(Reason reason, String message) implements Outcome {}
    }

    /** Why it is not known whether an order is in force. */
    enum Reason {
        /** No leader is known. */
        NO_LEADER,
        /** The cluster has too much to do; nothing was done. */
        OVERLOADED,
        /** There was no answer in time. */
        TIMEOUT,
        /** The cluster does not take such an order. */
        REFUSED
    }
}
