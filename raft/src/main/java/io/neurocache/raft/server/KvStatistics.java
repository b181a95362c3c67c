package io.neurocache.raft.server;

/**
 * What clients asked of this server's key-value store, and how long it took them to be answered.
 *
 * <p>Sent on to the leader does not count. Immutable; safe from any thread.
 *
 * @param gets answered since the start, whatever the answer; so for the others
 * @param p50Millis half of the requests of the last one to two minutes took no longer, from the
 *     reading of the request to the writing of its answer; to within an eighth. NaN without any
 * @param p99Millis the same for 99 of 100
 */
public record KvStatistics(
        long gets,
        long puts,
        long dels,
        long casses,
        long scans,
        double p50Millis,
        double p99Millis) {}
