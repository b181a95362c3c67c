package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Policy;
import io.neurocache.predict.trace.Trace;

/** Runs a trace through one cache that a policy of the caller's decides for. Stateless. */
public final class CacheRun {
    private CacheRun() {}

    /**
     * Runs all of it.
     *
     * @param policy made for an empty cache of that capacity; used up
     * @return the share of requests that hit, 0 for an empty trace
     */
    public static double hitRatio(Trace trace, Policy policy, long capacity) {
        Simulation cache = new PolicySimulation(trace, policy, capacity);
        long hits = 0;
        for (int i = 0; i < trace.requests(); i++) {
            hits += cache.request(trace.key(i)) ? 1 : 0;
        }
        return trace.requests() == 0 ? 0 : (double) hits / trace.requests();
    }
}
