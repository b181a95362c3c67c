package io.neurocache.raft;

import java.util.List;

/**
 * The part of the log that is in storage, as the core reads it: the seam behind which files are.
 *
 * <p>The core writes through {@link Effect.Persist} alone; what it has asked to be written it keeps
 * in memory until it is, so an implementation need only know what it has reported as persisted.
 *
 * <p>Called on the thread that drives the core. A read may touch a file that is in the page cache;
 * it must not wait for a sync.
 */
public interface StableLog {

    /** What the log begins behind; {@link SnapshotMeta#NONE} where nothing was compacted. */
    SnapshotMeta snapshot();

    /** The last entry's index; the snapshot's where there is no entry. */
    long lastIndex();

    /**
     * The term of an entry.
     *
     * @param index from the snapshot's last included index, whose term it knows, to the last index
     */
    long term(long index);

    /**
     * Reads entries in order.
     *
     * @param from the first index wanted, above the snapshot's
     * @param to the last index wanted, at most the last index
     * @param maxBytes where to stop, by {@link Entry#sizeBytes}; the first entry comes in any case
     */
    List<Entry> read(long from, long to, long maxBytes);
}
