package io.neurocache.raft;

import io.neurocache.slab.Check;
import org.jspecify.annotations.Nullable;

/**
 * Takes a leader's entries, and votes (§5.2, §5.3).
 *
 * <p>What it promises it promises from disk: an acknowledgement covers what is there, and a granted
 * vote leaves once it is. So there is never more than one of each outstanding, whatever arrives.
 *
 * <p>Confined to the thread that drives the core.
 */
public final class Follower implements Role {
    private final Server server;
    private int leader;
    private long deadline;
    private Message.@Nullable RequestVoteReply grant;

    /** Up to here the log is known to equal the leader's. */
    private long verifiedIndex;

    /** The leader's highest round. */
    private long round;

    private boolean acknowledgementDue;
    private long acknowledgedIndex;
    private long acknowledgedRound = -1;

    Follower(Server server, int leader) {
        this.server = server;
        this.leader = leader;
        this.deadline = server.drawElectionDeadline();
    }

    /** The leader of the term, or {@link HardState#NOBODY} while it is not known. */
    public int leader() {
        return leader;
    }

    long deadline() {
        return deadline;
    }

    /** Nobody has led for too long; a server that may not stand waits on. */
    void forgetLeader() {
        leader = HardState.NOBODY;
        deadline = server.drawElectionDeadline();
    }

    /** A leader is never another one in the same term (election safety). */
    void hear(int from, long itsRound) {
        Check.invariant(leader == HardState.NOBODY || leader == from, "two leaders in a term");
        leader = from;
        round = Math.max(round, itsRound);
        deadline = server.drawElectionDeadline();
        server.heardLeader();
    }

    /** Handles entries of the current term's leader (figure 2, AppendEntries 2 to 5). */
    void append(Message.AppendEntries request) {
        RaftLog log = server.log;
        long prev = request.prevLogIndex();
        if (prev > log.lastIndex()) {
            reject(prev, 0, log.lastIndex() + 1);
            return;
        }
        // What is committed equals every later leader's log, known here or compacted.
        if (prev >= log.commitIndex() && log.term(prev) != request.prevLogTerm()) {
            Check.invariant(prev > log.commitIndex(), "a leader lacks a committed entry", prev);
            reject(prev, log.term(prev), log.firstIndexOfTermAt(prev));
            return;
        }
        long last = prev + request.entries().size();
        if (last > log.lastIndex()
                && log.unpersistedBytes() > server.config.maxUncommittedBytes()) {
            // As if the message were lost: a disk that hangs must not fill the memory.
            return;
        }
        log.merge(request.entries());
        server.adoptConfiguration();
        verified(Math.max(last, log.commitIndex()));
        log.commitTo(Math.max(log.commitIndex(), Math.min(request.leaderCommit(), last)));
        acknowledgementDue |= !request.entries().isEmpty();
        acknowledge();
    }

    /** The log equals the leader's up to here; what of it is on disk can be acknowledged. */
    void verified(long index) {
        verifiedIndex = Math.max(verifiedIndex, index);
    }

    /** Asks for an acknowledgement though it may repeat an earlier one. */
    void acknowledgeAgain() {
        acknowledgementDue = true;
        acknowledge();
    }

    /**
     * Says what is on disk, as soon as there is something to say: a new round at once, entries once
     * they are on disk. Nothing is said before the term is on disk: else a crash would bring back a
     * server that takes an older leader's entries in place of those it has acknowledged.
     */
    void acknowledge() {
        if (leader == HardState.NOBODY || !server.isHardStatePersisted()) {
            return;
        }
        long match = Math.min(verifiedIndex, server.log.persistedIndex());
        boolean isNew = match > acknowledgedIndex || round > acknowledgedRound;
        boolean isWhole = match == verifiedIndex;
        if (!isNew && !(acknowledgementDue && isWhole)) {
            return;
        }
        acknowledgementDue &= !isWhole;
        acknowledgedIndex = match;
        acknowledgedRound = round;
        server.send(
                new Message.AppendEntriesReply(
                        server.id, leader, server.currentTerm(), match, round));
    }

    /** A refusal promises nothing and waits for nothing. */
    private void reject(long prevLogIndex, long conflictTerm, long conflictIndex) {
        acknowledgedRound = round;
        server.send(
                new Message.AppendEntriesRejected(
                        server.id,
                        leader,
                        server.currentTerm(),
                        prevLogIndex,
                        conflictTerm,
                        conflictIndex,
                        round));
    }

    /** Tells the leader how much of its snapshot is here. */
    void acknowledgeSnapshot(long lastIncludedIndex, long nextOffset) {
        if (leader == HardState.NOBODY) {
            // It has been silent for an election timeout; it asks again when it is back.
            return;
        }
        server.send(
                new Message.InstallSnapshotReply(
                        server.id,
                        leader,
                        server.currentTerm(),
                        lastIncludedIndex,
                        nextOffset,
                        round));
    }

    /** Gives the vote of this term, and more time to whom it was given. */
    void grant(int candidate) {
        server.become(new HardState(server.currentTerm(), candidate));
        deadline = server.drawElectionDeadline();
        grant = new Message.RequestVoteReply(server.id, candidate, server.currentTerm(), true);
        sendGrant();
    }

    /** What could not be said before is said if it is on disk by now. */
    void persisted() {
        sendGrant();
        acknowledge();
    }

    private void sendGrant() {
        if (grant != null && server.isHardStatePersisted()) {
            server.send(grant);
            grant = null;
        }
    }
}
