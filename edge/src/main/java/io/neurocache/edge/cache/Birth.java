package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;

/**
 * When a response was asked for, as the orders count time: what covers it is younger. Made before
 * the origin is asked.
 *
 * <p>Safe from any thread.
 */
final class Birth {
    private final Variants variants;
    private final Invalidations orders;
    private final String key;
    private volatile long index;
    private final long number;
    private final long generation;

    /** Of the response once its head is here, and of the stored one that it may confirm. */
    private volatile long[] tags = {};

    /**
     * Now.
     *
     * @param number the place of the fill that asks among the fills
     */
    Birth(Cluster cluster, Variants variants, String key, long number) {
        this.variants = variants;
        this.orders = cluster.invalidations();
        this.key = key;
        this.number = number;
        this.index = cluster.appliedIndex();
        this.generation = variants.generation(key);
    }

    /**
     * The response was asked for earlier, by another edge. Orders that came between count; that
     * they do not cover it is for the caller to see.
     */
    void earlier(long bornIndex) {
        index = Math.min(index, bornIndex);
    }

    /** Up to where the log had been applied. */
    long index() {
        return index;
    }

    /** The place of the fill that asked among the fills. */
    long number() {
        return number;
    }

    /** Notes the tags, from when they are known. */
    void tagged(long[] known) {
        tags = known;
    }

    /** What the response is worth now. */
    Verdict verdict() {
        // A key that is purged hard, or put, is in no table, but has another generation.
        return variants.generation(key) == generation ? orders.of(index, key, tags) : Verdict.GONE;
    }

    /** Whether the response may be found by those who come from now on. */
    boolean isCurrent() {
        return verdict() == Verdict.CURRENT;
    }
}
