package io.neurocache.raft;

/**
 * The core's limits and times.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param electionTimeoutTicks the shortest time without a leader before a server stands; each wait
 *     is drawn from this to twice as many ticks. At least 3 heartbeats: too short, and a pause
 *     makes an election; too long, and a dead leader stays unnoticed
 * @param heartbeatTicks from heartbeat to heartbeat, from 1
 * @param maxAppendBytes of entries in one message, by {@link Entry#sizeBytes}; a larger single
 *     entry goes alone
 * @param maxInflightMessages with entries to one follower before it has answered: the window of the
 *     pipeline, from 1
 * @param maxUncommittedBytes in the leader's log before it refuses more ({@link
 *     Refusal#OVERLOADED}); one proposal is always taken while nothing is uncommitted
 * @param maxWaitingReads before more are refused
 * @param snapshotChunkBytes in one {@link Message.InstallSnapshot}
 * @param keptEntries behind a snapshot, for followers that lag a little, so that they need not take
 *     the snapshot
 * @param reads how linearizable reads are made
 */
public record RaftConfig(
        int electionTimeoutTicks,
        int heartbeatTicks,
        int maxAppendBytes,
        int maxInflightMessages,
        long maxUncommittedBytes,
        int maxWaitingReads,
        int snapshotChunkBytes,
        int keptEntries,
        ReadMode reads) {

    /** How a leader makes sure that it still leads before it answers a read (§6.4). */
    public enum ReadMode {
        /** By a round of heartbeats, shared by all reads that wait for it. */
        READ_INDEX,
        /**
         * By a lease as long as the shortest election timeout less a tick and less its tenth,
         * counted from the sending of a round that a majority answered. Relies on ticks that pass
         * equally fast on all servers within that tenth, and on a shell that counts ticks across
         * pauses.
         */
        LEASE
    }

    /** What suits ticks of 10 ms: elections after 150 to 300 ms, a heartbeat every 50 ms. */
    public static final RaftConfig DEFAULT =
            new RaftConfig(
                    15, 5, 1 << 20, 64, 64L << 20, 100_000, 256 << 10, 10_000, ReadMode.READ_INDEX);

    /** Checks the ranges. */
    public RaftConfig {
        argument(heartbeatTicks >= 1, "heartbeatTicks counts from 1");
        argument(
                electionTimeoutTicks >= 3 * heartbeatTicks,
                "electionTimeoutTicks is at least three heartbeats");
        argument(maxAppendBytes >= 1, "maxAppendBytes counts from 1");
        argument(maxInflightMessages >= 1, "maxInflightMessages counts from 1");
        argument(maxUncommittedBytes >= 1, "maxUncommittedBytes counts from 1");
        argument(maxWaitingReads >= 1, "maxWaitingReads counts from 1");
        argument(snapshotChunkBytes >= 1, "snapshotChunkBytes counts from 1");
        argument(keptEntries >= 0, "keptEntries counts from 0");
    }

    private static void argument(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
