package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Policy;
import io.neurocache.predict.trace.Trace;

/** Runs a trace through one cache that a policy of the caller's decides for. One thread. */
public final class CacheRun {
    private final Trace trace;
    private final Simulation cache;

    /**
     * An empty cache.
     *
     * @param policy made for an empty cache of that capacity; used up
     */
    public CacheRun(Trace trace, Policy policy, long capacity) {
        this.trace = trace;
        cache = new PolicySimulation(trace, policy, capacity);
    }

    /** Runs some requests of the trace, the last one excluded; how many of them hit. */
    public int hits(int from, int to) {
        int hits = 0;
        for (int i = from; i < to; i++) {
            hits += cache.request(trace.key(i)) ? 1 : 0;
        }
        return hits;
    }

    /**
     * Runs all of it.
     *
     * @param policy made for an empty cache of that capacity; used up
     * @return the share of requests that hit, 0 for an empty trace
     */
    public static double hitRatio(Trace trace, Policy policy, long capacity) {
        int requests = trace.requests();
        int hits = new CacheRun(trace, policy, capacity).hits(0, requests);
        return requests == 0 ? 0 : (double) hits / requests;
    }
}
