package io.neurocache.raft;

import java.util.List;

/**
 * What servers say to each other (figures 2 and 13; §9.6 and §3.10 of the dissertation for {@link
 * PreVote} and {@link TimeoutNow}).
 *
 * <p>Replies may be lost, doubled or late like requests; nothing in the protocol relies on a
 * pairing of the two. Immutable; safe from any thread.
 */
public sealed interface Message {

    /** The server that sent it. */
    int from();

    /** The server it is for. */
    int to();

    /** The sender's term; of {@link PreVote} and its reply, see there. */
    long term();

    /**
     * Would you vote for me? Asked before a term is spent on an election, so that a server that was
     * cut off does not depose a leader that works.
     *
     * @param term the term the sender would stand in: one above its own
     */
    record PreVote(int from, int to, long term, long lastLogIndex, long lastLogTerm)
            implements Message {}

    /**
     * The answer to {@link PreVote}.
     *
     * @param term when granted the term that was asked about, else the voter's own
     */
    record PreVoteReply(int from, int to, long term, boolean voteGranted) implements Message {}

    /**
     * Asks for a vote (§5.2).
     *
     * @param transfer whether the leader itself asked the sender to stand ({@link TimeoutNow}), so
     *     that those who still hear that leader answer too
     */
    record RequestVote(
            int from, int to, long term, long lastLogIndex, long lastLogTerm, boolean transfer)
            implements Message {}

    /** The answer to {@link RequestVote}. */
    record RequestVoteReply(int from, int to, long term, boolean voteGranted) implements Message {}

    /**
     * Replicates entries, or none: a heartbeat (§5.3).
     *
     * @param entries in order, the first at {@code prevLogIndex + 1}
     * @param round counts the leader's rounds of heartbeats; the reply tells it back, which proves
     *     that the follower still followed when the round began (ReadIndex, CheckQuorum)
     */
    record AppendEntries(
            int from,
            int to,
            long term,
            long prevLogIndex,
            long prevLogTerm,
            List<Entry> entries,
            long leaderCommit,
            long round)
            implements Message {
        /** Copies the list and checks that it is a run of a log. */
        public AppendEntries {
            entries = List.copyOf(entries);
            long index = prevLogIndex;
            long last = prevLogTerm;
            for (Entry entry : entries) {
                index++;
                if (entry.index() != index || entry.term() < last || entry.term() > term) {
                    throw new IllegalArgumentException("not a run of a log at index " + index);
                }
                last = entry.term();
            }
        }
    }

    /**
     * The entries up to {@code matchIndex} are on the sender's disk and equal the leader's.
     *
     * @param round the highest round the sender has seen from this leader
     */
    record AppendEntriesReply(int from, int to, long term, long matchIndex, long round)
            implements Message {}

    /**
     * The sender's log differs from the leader's at {@code prevLogIndex}; it says where the leader
     * should go on, so that a whole term is skipped at once (end of §5.3).
     *
     * @param prevLogIndex of the request that was refused: tells a late refusal from a new one
     * @param conflictTerm the term of the sender's entry there; 0 where its log is shorter
     * @param conflictIndex the first index of that term in the sender's log; one behind its last
     *     entry where its log is shorter
     */
    record AppendEntriesRejected(
            int from,
            int to,
            long term,
            long prevLogIndex,
            long conflictTerm,
            long conflictIndex,
            long round)
            implements Message {}

    /**
     * A piece of a snapshot (figure 13).
     *
     * @param offset where the piece begins in the snapshot, in bytes
     * @param data the piece
     * @param done whether it is the last
     */
    record InstallSnapshot(
            int from,
            int to,
            long term,
            SnapshotMeta snapshot,
            long offset,
            Bytes data,
            boolean done,
            long round)
            implements Message {}

    /**
     * How much of a snapshot the sender has, so that an interrupted transfer goes on where it
     * stopped. Once it is installed an {@link AppendEntriesReply} says so.
     *
     * @param nextOffset the first byte that is missing
     */
    record InstallSnapshotReply(
            int from, int to, long term, long lastIncludedIndex, long nextOffset, long round)
            implements Message {}

    /** Asks the receiver to stand for election at once: leadership passes on (§3.10). */
    record TimeoutNow(int from, int to, long term) implements Message {}
}
