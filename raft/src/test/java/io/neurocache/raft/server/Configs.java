package io.neurocache.raft.server;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.store.StorageConfig;
import java.time.Duration;

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
        return new RaftServerConfig(
                config.id(),
                config.version(),
                config.cluster(),
                config.listen(),
                config.members(),
                config.directory(),
                config.raft(),
                config.storage(),
                config.tick(),
                config.requestTimeout(),
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
                snapshotBytes,
                config.snapshotAge(),
                config.maxConnections(),
                config.maxRequests(),
                config.security());
    }
}
