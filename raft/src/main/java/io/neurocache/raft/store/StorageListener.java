package io.neurocache.raft.store;

import io.neurocache.raft.SnapshotMeta;

/**
 * Hears from the writer thread, on that thread: bring it to where the core runs, and return at
 * once.
 */
public interface StorageListener {

    /**
     * Everything up to and including this ticket is on disk. Call {@link RaftStorage#settle} on the
     * core's thread before the core learns of it.
     */
    void persisted(long ticket);

    /** The received snapshot is in force and the log is cut ({@link RaftStorage#restore}). */
    void restored(SnapshotMeta snapshot);

    /** The status has changed; {@link StorageStatus.Failed} comes once, and is the last. */
    void statusChanged(StorageStatus status);
}
