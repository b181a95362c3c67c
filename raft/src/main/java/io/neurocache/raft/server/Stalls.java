package io.neurocache.raft.server;

import io.neurocache.raft.store.RaftStorage;

/** Notices a disk that takes nothing for two election timeouts. Event loop only. */
final class Stalls {
    private static final long PATIENCE = 2;

    private final RaftStorage storage;
    private final long longestNanos;
    private boolean isStalled;

    Stalls(RaftServerConfig config, RaftStorage storage) {
        this.storage = storage;
        this.longestNanos =
                PATIENCE * config.raft().electionTimeoutTicks() * config.tick().toNanos();
    }

    /** Whether the disk has just begun to take nothing. */
    boolean begin() {
        boolean was = isStalled;
        isStalled = storage.oldestWaitNanos() > longestNanos;
        return isStalled && !was;
    }
}
