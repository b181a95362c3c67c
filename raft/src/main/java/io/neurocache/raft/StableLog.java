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

    /**
     * The latest snapshot that is in force: where the state machine starts. {@link
     * SnapshotMeta#NONE} where there is none.
     */
    SnapshotMeta snapshot();

    /**
     * The first entry that is kept; one behind the last entry's index where none is. At most one
     * behind the snapshot's last: the entries between are there for followers that lag a little.
     */
    long firstIndex();

    /** The last entry's index; the snapshot's where there is no entry. */
    long lastIndex();

    /**
     * The term of an entry.
     *
     * @param index from one before the first index, whose term is remembered (0 at index 0), to the
     *     last index
     */
    long term(long index);

    /**
     * Reads entries in order.
     *
     * @param from the first index wanted, at least {@link #firstIndex}
     * @param to the last index wanted, at most the last index
     * @param maxBytes where to stop, by {@link Entry#sizeBytes}; the first entry comes in any case
     */
    List<Entry> read(long from, long to, long maxBytes);
}
