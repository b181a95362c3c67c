package io.neurocache.raft.server;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.store.StorageConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Configurations that differ from another in one thing. */
final class Configs {
    private Configs() {}

    static RaftServerConfig withSnapshotBytes(RaftServerConfig config, long bytes) {
        return with(config, config.raft(), config.storage(), config.requestTimeout(), bytes);
    }

    static RaftServerConfig withTimeout(RaftServerConfig config, Duration timeout) {
        return with(config, config.raft(), config.storage(), timeout, config.snapshotBytes());
    }

    static RaftServerConfig withRaft(RaftServerConfig config, RaftConfig raft) {
        return with(
                config, raft, config.storage(), config.requestTimeout(), config.snapshotBytes());
    }

    static RaftServerConfig withMaxRequests(RaftServerConfig config, int maxRequests) {
        return with(config, config.cluster(), config.listen(), config.members(), maxRequests);
    }

    static RaftServerConfig withMembers(RaftServerConfig config, List<MemberAddress> members) {
        return with(config, config.cluster(), config.listen(), members, config.maxRequests());
    }

    /** Of another cluster, with other members, on any free port. */
    static RaftServerConfig withMembers(
            RaftServerConfig config, String cluster, List<MemberAddress> members) {
        InetSocketAddress any = new InetSocketAddress(config.listen().getAddress(), 0);
        return with(config, cluster, any, members, config.maxRequests());
    }

    private static RaftServerConfig with(
            RaftServerConfig config,
            String cluster,
            InetSocketAddress listen,
            List<MemberAddress> members,
            int maxRequests) {
        return new RaftServerConfig(
                config.id(),
                config.version(),
                cluster,
                listen,
                members,
                config.directory(),
                config.raft(),
                config.storage(),
                config.tick(),
                config.requestTimeout(),
                config.lease(),
                config.snapshotBytes(),
                config.snapshotAge(),
                config.maxConnections(),
                maxRequests,
                config.security());
    }

    private static RaftServerConfig with(
            RaftServerConfig config,
            RaftConfig raft,
            StorageConfig storage,
            Duration timeout,
            long snapshotBytes) {
        return new RaftServerConfig(
                config.id(),
                config.version(),
                config.cluster(),
                config.listen(),
                config.members(),
                config.directory(),
                raft,
                storage,
                config.tick(),
                timeout,
                config.lease(),
                snapshotBytes,
                config.snapshotAge(),
                config.maxConnections(),
                config.maxRequests(),
                config.security());
    }
}
