package io.neurocache.learner.values;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.TrainablePolicy;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.replay.CacheRun;
import io.neurocache.predict.trace.Trace;
import io.neurocache.slab.Check;

/**
 * A stretch of a trace and a cache to play it through, warm.
 *
 * @param capacity bytes, or objects where the trace has no sizes
 * @param begin the request with which the cache begins, empty
 * @param from the first request that counts
 * @param to the first one that does not any more
 */
public record TuningEpisode(Trace trace, long capacity, int begin, int from, int to) {
    private static final int JUDGES = 2;

    /** Checks the order. */
    public TuningEpisode {
        Check.argument(begin >= 0 && begin <= from && from < to, "requests out of order");
        Check.argument(to <= trace.requests(), "beyond the trace's end", to);
    }

    /** The last quarter of what comes before a request, with all before it to warm up. */
    public static TuningEpisode lastQuarter(Trace trace, long capacity, int to) {
        return new TuningEpisode(trace, capacity, 0, to - Math.max(1, to / 4), to);
    }

    /** The second and third quarter of what comes before a request, warmed up by the first. */
    public static TuningEpisode middle(Trace trace, long capacity, int to) {
        return new TuningEpisode(trace, capacity, 0, to / 4, to - Math.max(1, to / 4));
    }

    /** What is learnt of all up to the end, by watching as a cache does that serves. */
    public ValueTables watch(long seed) {
        TrainablePolicy policy = policy(seed);
        new CacheRun(trace, policy, capacity).hits(begin, to);
        return policy.tables().orElseThrow();
    }

    /** A policy for the cache, empty, that learns and decides by itself. */
    public TrainablePolicy policy(long seed) {
        return new TrainablePolicy(
                new PolicyConfig(capacity, !trace.sized(), Objective.OBJECTS, seed));
    }

    /** A policy for the cache, empty, that has the tables and does not change them. */
    TrainablePolicy frozen(ValueTables tables, long seed) {
        TrainablePolicy policy = policy(seed);
        policy.restore(tables);
        policy.freeze();
        return policy;
    }

    /** The hit ratio of tables that are not changed, without draws. */
    double hitRatio(ValueTables tables, long seed) {
        CacheRun cache = new CacheRun(trace, frozen(tables, seed), capacity);
        cache.hits(begin, from);
        return (double) cache.hits(from, to) / (to - from);
    }

    /** The same as a mean of some seeds: what tables are judged by. */
    double judge(ValueTables tables) {
        double sum = 0;
        for (int seed = 1; seed <= JUDGES; seed++) {
            sum += hitRatio(tables, seed);
        }
        return sum / JUDGES;
    }
}
