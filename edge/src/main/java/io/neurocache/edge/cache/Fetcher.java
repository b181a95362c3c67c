package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * Brings requests and fills together: one fetch for all who may share it.
 *
 * <p>Who joins a fill that began before he came gets what the origin said before he came. That is
 * right as long as no purge that was answered in between could have been missed: with a lease. An
 * edge without one lets him stand behind the fill, with all others who come in the meantime. When
 * it is past the first of them begins another, which is for all of them ({@link Confirmations}). So
 * a rush costs the origin one request at a time, as it does with a lease.
 *
 * <p>Safe from any event loop; a request is handled on its own.
 */
final class Fetcher {
    /** How often one exchange may wait for a fill that turns out not to be for it. */
    private static final int MAX_ATTEMPTS = 3;

    private final Cache cache;
    private final Cluster cluster;
    private final Fills fills;
    private final PassMemory passMemory;

    Fetcher(Cache cache, Cluster cluster, Fills fills, PassMemory passMemory) {
        this.cache = cache;
        this.cluster = cluster;
        this.fills = fills;
        this.passMemory = passMemory;
    }

    /**
     * Starts a fill, or joins the one under way.
     *
     * @param stale a stored response to validate, whose reference passes; null for none
     */
    void fetch(Waiter waiter, @Nullable Stale stale) {
        fetch(waiter, cache.variants().fillKey(waiter.subject(), waiter.exchange()), stale);
    }

    /**
     * The same.
     *
     * @param fillKey the name of the fill, shared by requests that one response may answer
     */
    void fetch(Waiter waiter, String fillKey, @Nullable Stale stale) {
        boolean alone =
                waiter.attempts() >= MAX_ATTEMPTS
                        || passMemory.remembers(waiter.subject().key(), System.nanoTime())
                        || !Variants.mayCollapse(waiter.exchange().request());
        if (alone) {
            new Fill(cache, "", waiter, stale).start();
            return;
        }
        // Before the list is looked at, where a fill that a purge has superseded shows as such.
        boolean leased = cluster.isLeased(cluster.appliedIndex());
        Fill[] mine = new Fill[1];
        Fill fill =
                fills.joinOrStart(
                        fillKey,
                        () -> {
                            mine[0] = new Fill(cache, fillKey, waiter, stale);
                            return mine[0];
                        });
        if (fill == mine[0]) {
            fill.start();
            return;
        }
        if (stale != null) {
            cache.store().slab().release(stale.handle());
        }
        if (waiter.waits()) {
            cache.counters().collapsed.increment();
            if (leased || fill.number() > waiter.subject().came()) {
                fill.join(waiter);
            } else {
                fill.standBehind(waiter);
            }
        }
    }

    /**
     * A stored response that is not served before its origin was asked.
     *
     * @param handle it, with a reference
     * @param fallback whether it may stand in for an origin that fails
     */
    record Stale(long handle, Fallback fallback) {}

    /** Whether a stored response may be served when the origin fails. */
    enum Fallback {
        /** Where HTTP's rules and the route allow it. */
        ALLOWED,
        /** Never: nobody knows whether it was purged. */
        FORBIDDEN
    }
}
