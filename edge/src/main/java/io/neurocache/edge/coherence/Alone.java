package io.neurocache.edge.coherence;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;

/**
 * A cluster of one edge, without a log: orders are in force as soon as they are given, and the
 * lease never ends. Safe from any thread.
 */
public final class Alone implements Cluster {
    private static final int MAX_NAMES = 65_536;

    private final Invalidations invalidations = new Invalidations(MAX_NAMES);
    private final ReentrantLock lock = new ReentrantLock();
    private final ToIntBiFunction<Long, Order> executor;
    private volatile long index;

    /**
     * Makes one.
     *
     * @param executor carries an order out and says how many objects it removed
     * @param index of the last order; never lower than that of an earlier life, from which objects
     *     may have been kept
     */
    public Alone(ToIntBiFunction<Long, Order> executor, long index) {
        this.executor = executor;
        this.index = index;
    }

    @Override
    public boolean isLeased(long seenIndex) {
        return true;
    }

    @Override
    public long lostForNanos() {
        return 0;
    }

    @Override
    public long appliedIndex() {
        return index;
    }

    @Override
    public long orderedIndex() {
        return index;
    }

    @Override
    public Invalidations invalidations() {
        return invalidations;
    }

    @Override
    public void order(Order order, Consumer<Outcome> answer) {
        answer.accept(apply(order));
    }

    private Outcome.Done apply(Order order) {
        lock.lock();
        try {
            long next = index + 1;
            invalidations.apply(next, order);
            int removed = executor.applyAsInt(next, order);
            index = next;
            return new Outcome.Done(next, removed > 0 || order.target() != Order.Target.KEYS);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void orderSoon(Order order) {
        apply(order);
    }
}
