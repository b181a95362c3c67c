package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Invalidations;
import java.util.Iterator;

/**
 * One process's walks over its slab, as the edge's own sweep makes them: one object after the
 * other, while orders come and objects change. One thread.
 */
final class Walks {
    private final EdgeCluster edges;
    private final int id;
    private final Slab slab;
    private final Invalidations orders;

    /** No object needs an order up to here. */
    private long walkedIndex;

    Walks(EdgeCluster edges, int id, Invalidations orders) {
        this.edges = edges;
        this.id = id;
        this.slab = edges.slab(id);
        this.orders = orders;
    }

    /** Begins the next walk. */
    void walk() {
        // Orders that come from now on may be missed where it has been already.
        long last = orders.last();
        walk(slab.names().iterator(), last);
    }

    private void walk(Iterator<String> names, long last) {
        if (names.hasNext()) {
            String name = names.next();
            slab.settle(name, stored -> orders.of(stored.born(), name, stored.tags()));
            edges.cluster.after(id, 1 + edges.plan.leaseMicros() / 50, () -> walk(names, last));
        } else {
            walkedIndex = last;
            edges.cluster.after(id, 1 + edges.plan.leaseMicros() / 2, this::walk);
        }
    }

    /**
     * Up to where the next start may do without orders.
     *
     * @param appliedIndex read before this is called
     */
    long settledIndex(long appliedIndex) {
        return orders.last() <= walkedIndex ? Math.max(walkedIndex, appliedIndex) : walkedIndex;
    }
}
