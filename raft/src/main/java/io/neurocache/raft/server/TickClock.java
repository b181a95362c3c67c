package io.neurocache.raft.server;

import io.neurocache.raft.RaftConfig;

/**
 * Tells how many ticks the core is to count.
 *
 * <p>A loop that was held up has not read yet what the others said meanwhile. Were the whole pause
 * counted at once, a leader would give up a quorum whose answers wait in its sockets, and a
 * follower a leader whose heartbeats do. So of a pause no more than {@value #MAX_AT_ONCE} ticks are
 * counted: between the others the loop has to have read. Leases are the exception: they hold only
 * where time is counted across pauses (see {@link RaftConfig.ReadMode#LEASE}).
 *
 * <p>Event loop only.
 */
final class TickClock {
    static final int MAX_AT_ONCE = 2;

    /** Of a pause with leases: enough for any wait to be over. */
    private static final int MAX_LEASED_AT_ONCE = 100;

    private final long tickNanos;
    private final int maxAtOnce;
    private long lastTickNanos;

    TickClock(RaftServerConfig config, long nowNanos) {
        boolean isLeased = config.raft().reads() == RaftConfig.ReadMode.LEASE;
        this.tickNanos = config.tick().toNanos();
        this.maxAtOnce = isLeased ? MAX_LEASED_AT_ONCE : MAX_AT_ONCE;
        this.lastTickNanos = nowNanos;
    }

    /** The ticks to count since the last call. */
    int passed(long nowNanos) {
        long passed = (nowNanos - lastTickNanos) / tickNanos;
        if (passed > maxAtOnce) {
            lastTickNanos = nowNanos;
            return maxAtOnce;
        }
        lastTickNanos += passed * tickNanos;
        return (int) passed;
    }
}
