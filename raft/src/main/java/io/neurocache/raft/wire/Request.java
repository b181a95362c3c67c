package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;

/**
 * What a client asks. Each has an id of the client's choosing, from 0, which its answer carries.
 *
 * <p>The records hold what {@link RequestReader} let through: keys and values within {@link
 * Limits}. Immutable; safe from any thread.
 */
public sealed interface Request {
    /** The client's name for the request. */
    long id();

    /** What goes through the log. */
    sealed interface Write extends Request {
        /** The key to write. */
        Bytes key();

        /** Who asks, if the write is to be done once only. */
        Session session();
    }

    /** Sets a key. */
    record Put(long id, Bytes key, Bytes value, Session session) implements Write {}

    /** Removes a key that must be there. */
    record Del(long id, Bytes key, Session session) implements Write {}

    /** Sets a key if it holds what is expected. */
    record Cas(long id, Bytes key, Content expect, Bytes value, Session session) implements Write {}

    /** Reads a key. */
    record Get(long id, Bytes key, Consistency read) implements Request {}

    /**
     * Reads keys in the order of their bytes.
     *
     * @param prefix what they begin with; empty for all
     * @param after only keys behind this one; empty for all
     * @param limit the most items wanted
     * @param keysOnly whether the values are left out
     */
    record Scan(long id, Bytes prefix, Bytes after, int limit, boolean keysOnly, Consistency read)
            implements Request {}

    /** Asks how the server itself stands. */
    record Status(long id) implements Request {}

    /** Asks who belongs to the cluster. */
    record Members(long id) implements Request {}

    /**
     * Adds a server.
     *
     * @param member its id, from 1
     * @param raft its Raft address, host:port
     * @param edge its edge's address, host:port, or empty
     * @param learner whether it is to stay without a vote
     */
    record AddMember(long id, int member, String raft, String edge, boolean learner)
            implements Request {}

    /** Gives a learner a vote. */
    record PromoteMember(long id, int member) implements Request {}

    /** Takes a server out. */
    record RemoveMember(long id, int member) implements Request {}

    /**
     * Hands leadership over.
     *
     * @param member to whom, or {@link io.neurocache.raft.HardState#NOBODY} for whoever is furthest
     */
    record TransferLeader(long id, int member) implements Request {}

    /** Takes a snapshot now. */
    record Snapshot(long id) implements Request {}

    /**
     * Reads a piece of the server's snapshot file.
     *
     * @param index the last entry the snapshot stands for
     * @param offset where the piece begins, from 0
     */
    record ReadSnapshot(long id, long index, long offset) implements Request {}
}
