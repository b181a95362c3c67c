package io.neurocache.raft.wire;

import java.util.List;

/**
 * How a server stands, as it sees itself. Immutable; safe from any thread.
 *
 * @param node its id
 * @param version of the program
 * @param uptimeSeconds since its start
 * @param role "leader", "follower", "candidate", "preCandidate" or "learner"
 * @param leader the leader it knows, or {@link io.neurocache.raft.HardState#NOBODY}
 * @param snapshot the last index its snapshot stands for
 * @param peers what a leader knows of the others; of no other role is there any
 */
public record NodeStatus(
        int node,
        String version,
        long uptimeSeconds,
        String role,
        long term,
        int leader,
        long commit,
        long applied,
        long last,
        long snapshot,
        long keys,
        long sessions,
        List<Peer> peers) {
    /** Stands for a round-trip time that has not been measured. */
    public static final long UNKNOWN = -1;

    /** Copies the list. */
    public NodeStatus {
        peers = List.copyOf(peers);
    }

    /**
     * Another server.
     *
     * @param match how far its log is known to equal the leader's
     * @param rttMicros how long it takes to answer, on average; {@link #UNKNOWN} if it does not
     */
    public record Peer(int id, long match, long rttMicros) {}
}
