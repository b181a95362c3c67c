package io.neurocache.raft.server;

import io.neurocache.raft.Candidate;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Follower;
import io.neurocache.raft.Leader;
import io.neurocache.raft.PreCandidate;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.store.SnapshotStore;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How the server stands, for clients and metrics.
 *
 * <p>Made on the event loop; {@link #latest} may be read from any thread.
 */
final class Status {
    private final RaftServerConfig config;
    private final RaftNode node;
    private final SnapshotStore snapshots;
    private final LongSupplier nanoClock;
    private final RoundTrips roundTrips;
    private final long startNanos;
    private volatile NodeStatus latest;

    Status(
            RaftServerConfig config,
            RaftNode node,
            SnapshotStore snapshots,
            LongSupplier nanoClock,
            RoundTrips roundTrips,
            KvStateMachine kv) {
        this.config = config;
        this.node = node;
        this.snapshots = snapshots;
        this.nanoClock = nanoClock;
        this.roundTrips = roundTrips;
        this.startNanos = nanoClock.getAsLong();
        this.latest = now(kv);
    }

    /** The status as of the last tick. */
    NodeStatus latest() {
        return latest;
    }

    void refresh(KvStateMachine kv) {
        latest = now(kv);
    }

    Reply reply(long requestId, KvStateMachine kv) {
        return new Reply.StatusTold(requestId, now(kv));
    }

    private NodeStatus now(KvStateMachine kv) {
        List<NodeStatus.Peer> peers =
                node.peers().stream()
                        .map(peer ->
                                new NodeStatus.Peer(
                                        peer.id(), peer.matchIndex(), roundTrips.micros(peer.id())))
                        .toList();
        return new NodeStatus(
                config.id(),
                config.version(),
                (nanoClock.getAsLong() - startNanos) / 1_000_000_000L,
                role(),
                node.currentTerm(),
                node.leader(),
                node.commitIndex(),
                node.lastApplied(),
                node.lastIndex(),
                snapshots.current().lastIncludedIndex(),
                kv.keys(),
                kv.sessions(),
                peers);
    }

    private String role() {
        Configuration members = node.configuration();
        return switch (node.role()) {
            case Leader _ -> "leader";
            case Candidate _ -> "candidate";
            case PreCandidate _ -> "preCandidate";
            case Follower _ -> members.learners().contains(config.id()) ? "learner" : "follower";
        };
    }
}
