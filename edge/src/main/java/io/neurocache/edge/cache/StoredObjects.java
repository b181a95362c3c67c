package io.neurocache.edge.cache;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.slab.Slab;
import java.time.Clock;

/**
 * What is stored here, and how orders to forget are carried out on it: keys at once, everything
 * else by {@link Invalidations}, which each look-up asks, with a {@link Sweep} that frees the
 * space.
 *
 * <p>Safe from any thread.
 */
public final class StoredObjects implements AutoCloseable {
    private final ObjectStore store;
    private final EdgeCounters counters;
    private final Variants variants;
    private final PendingPuts pendingPuts;
    private final Sweep sweep;

    /**
     * Takes the objects of a store, which stays the caller's to close.
     *
     * @param maxVariants alternatives kept under one key
     * @param clock the wall clock of ages and dates
     */
    public StoredObjects(ObjectStore store, EdgeCounters counters, int maxVariants, Clock clock) {
        this.store = store;
        this.counters = counters;
        this.variants = new Variants(store, maxVariants, clock);
        this.pendingPuts = new PendingPuts(store, variants, clock);
        this.sweep = new Sweep(store, variants, pendingPuts, counters);
    }

    ObjectStore store() {
        return store;
    }

    EdgeCounters counters() {
        return counters;
    }

    Variants variants() {
        return variants;
    }

    /** What was put and is not published yet, as its order's outcome is not known. */
    public PendingPuts pendingPuts() {
        return pendingPuts;
    }

    /** Frees from now on what these orders have ended, in the background. */
    public void sweepBy(Invalidations orders) {
        sweep.begin(orders);
    }

    /**
     * Up to where nothing here needs the orders any more, so that a later start may do without
     * them; it rises as the sweep goes on.
     *
     * @param appliedIndex up to where the log has been applied, read before
     */
    public long settledIndex(Invalidations orders, long appliedIndex) {
        return sweep.settledIndex(orders, appliedIndex);
    }

    /**
     * Carries an order out, after it has been put in force: removes what it names by key. Quick:
     * some microseconds for each key.
     *
     * @param index of its entry in the log
     * @return for keys, how many of them were found; else 0
     */
    public int apply(long index, Order order) {
        counters.orders.increment();
        if (order.isSoft() || order.target() != Order.Target.KEYS) {
            sweep.want();
        }
        if (order.target() != Order.Target.KEYS) {
            return 0;
        }
        int found = 0;
        for (String key : order.names()) {
            if (order.isSoft() ? exists(key) : variants.forget(key, index)) {
                found++;
            }
        }
        if (!order.isSoft()) {
            counters.purged.add(found);
        }
        return found;
    }

    private boolean exists(String key) {
        byte[] bytes = Subject.bytes(key);
        return bytes.length > 0 && bytes.length <= Slab.MAX_KEY_BYTES && variants.exists(bytes);
    }

    @Override
    public void close() {
        sweep.close();
    }
}
