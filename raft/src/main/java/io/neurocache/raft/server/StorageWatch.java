package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.store.RaftStorage;
import io.neurocache.raft.store.StorageStatus;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import org.jspecify.annotations.Nullable;

/** What the state of the disk means for clients and for the leader. Event loop only. */
final class StorageWatch {
    /** A disk stalls when a write has waited for so many election timeouts. */
    private static final long PATIENCE = 2;

    private final RaftStorage storage;
    private final long longestNanos;
    private boolean isStalled;

    StorageWatch(RaftServerConfig config, RaftStorage storage) {
        this.storage = storage;
        this.longestNanos =
                PATIENCE * config.raft().electionTimeoutTicks() * config.tick().toNanos();
    }

    /** Whether the disk has just begun to take nothing. */
    boolean beginsToStall() {
        boolean was = isStalled;
        isStalled = storage.oldestWaitNanos() > longestNanos;
        return isStalled && !was;
    }

    /** Why a write is not taken now; null where it is. */
    @Nullable Reply refusalOf(Bytes command) {
        if (storage.status() instanceof StorageStatus.DiskFull) {
            return Refusals.overloaded("the disk is full");
        }
        if (!storage.hasRoom()) {
            return Refusals.overloaded("too much waits for the disk");
        }
        return command.length() > storage.maxPayloadBytes()
                ? new Reply.Failed(0, ErrorCode.TOO_LARGE, "the request is too large")
                : null;
    }
}
