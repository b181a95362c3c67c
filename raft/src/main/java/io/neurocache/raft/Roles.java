package io.neurocache.raft;

import io.neurocache.slab.Check;

/**
 * What a server is, how it becomes something else, and elections (§5.2); {@link RaftNode} has the
 * table of the transitions.
 *
 * <p>Confined to the thread that drives the core.
 */
final class Roles {
    private final Server server;
    private final RaftLog log;
    private final SnapshotReceiver receiver;
    private Role role;
    private boolean isStalled;
    private boolean isApplyingStalled;

    /** Somebody asked for this server's vote whose log is behind, since a leader spoke last. */
    private boolean isCountedOn;

    Roles(Server server, SnapshotReceiver receiver) {
        this.server = server;
        this.log = server.log;
        this.receiver = receiver;
        this.role = new Follower(server, HardState.NOBODY);
    }

    Role current() {
        return role;
    }

    /** The leader as far as this server knows, or {@link HardState#NOBODY}. */
    int leader() {
        return switch (role) {
            case Leader _ -> server.id;
            case Follower follower -> follower.leader();
            case PreCandidate _, Candidate _ -> HardState.NOBODY;
        };
    }

    /** Lets a tick pass. */
    void tick() {
        switch (role) {
            case Follower follower -> {
                if (server.now() >= follower.deadline() || isAlone()) {
                    stand(follower);
                }
            }
            case PreCandidate candidate -> {
                if (server.now() >= candidate.deadline) {
                    becomePreCandidate();
                }
            }
            case Candidate candidate -> {
                if (server.now() >= candidate.deadline()) {
                    becomePreCandidate();
                }
            }
            case Leader leader -> {
                leader.tick();
                if (leader.hasLostQuorum()) {
                    stepDown(StepDownCause.NO_QUORUM);
                }
            }
        }
    }

    /**
     * Whether this server is all of the cluster, so that there is nobody to wait for. Where it has
     * only just become so there is: the leader that went may hold a lease of its promise.
     */
    private boolean isAlone() {
        return server.quorum().isOnly(server.id) && !server.hasHeardLeaderLately() && canStand();
    }

    /**
     * A server without a vote in its latest configuration stands as long as that is not committed:
     * its log may be the one that the others need (§4.2.2 of the dissertation). So may it be where
     * another server, by a configuration that this one has not, needs this one's vote and cannot
     * get it for its log. Its own vote does not count then.
     */
    private boolean canStand() {
        return (log.mayVote(server.id) || isCountedOn)
                && !isStalled
                && !isApplyingStalled
                && !receiver.isRestoring();
    }

    private void stand(Follower follower) {
        if (canStand()) {
            becomePreCandidate();
        } else {
            follower.forgetLeader();
        }
    }

    /** The leader asks this server to stand at once (§3.10 of the dissertation). */
    void timeoutNow() {
        if (role instanceof Follower && canStand()) {
            becomeCandidate(new Candidate(true));
        }
    }

    private void becomePreCandidate() {
        PreCandidate candidate = new PreCandidate(server.drawElectionDeadline());
        role = candidate;
        long next = server.currentTerm() + 1;
        long lastLogIndex = log.lastIndex();
        for (int to : server.otherVoters()) {
            server.send(new Message.PreVote(server.id, to, next, lastLogIndex, log.lastTerm()));
        }
        count(candidate, server.id, true);
    }

    /** Counts the answer to a pre-vote: granted ones name the term that was asked about. */
    void counted(Message.PreVoteReply reply) {
        long asked = server.currentTerm() + (reply.voteGranted() ? 1 : 0);
        if (role instanceof PreCandidate candidate && reply.term() == asked) {
            count(candidate, reply.from(), reply.voteGranted());
        }
    }

    private void count(PreCandidate candidate, int from, boolean voteGranted) {
        candidate.votes.count(from, voteGranted);
        switch (candidate.votes.outcome(server.quorum())) {
            case WON -> becomeCandidate(new Candidate(false));
            case LOST -> role = new Follower(server, HardState.NOBODY);
            case OPEN -> {}
        }
    }

    private void becomeCandidate(Candidate candidate) {
        role = candidate;
        server.become(new HardState(server.currentTerm() + 1, server.id));
    }

    /** Its vote for itself is on disk: now the candidate asks the others. */
    private void ask(Candidate candidate) {
        candidate.ask(server.drawElectionDeadline());
        for (int to : server.otherVoters()) {
            server.send(
                    new Message.RequestVote(
                            server.id,
                            to,
                            server.currentTerm(),
                            log.lastIndex(),
                            log.lastTerm(),
                            candidate.transfer));
        }
        count(candidate, server.id, true);
    }

    void counted(Message.RequestVoteReply reply) {
        if (role instanceof Candidate candidate && candidate.isAsking()) {
            count(candidate, reply.from(), reply.voteGranted());
        }
    }

    private void count(Candidate candidate, int from, boolean voteGranted) {
        candidate.votes.count(from, voteGranted);
        switch (candidate.votes.outcome(server.quorum())) {
            case WON -> becomeLeader();
            case LOST -> role = new Follower(server, HardState.NOBODY);
            case OPEN -> {}
        }
    }

    private void becomeLeader() {
        Check.invariant(log.persistedIndex() == log.lastIndex(), "leads with a log not on disk");
        role = new Leader(server);
        server.add(new Effect.BecameLeader(server.currentTerm()));
    }

    /** Gives up whatever this server is or wants to be in its term. */
    void stepDown(StepDownCause cause) {
        becomeFollower(server.currentTerm(), HardState.NOBODY, cause);
    }

    /** A higher term is taken over, whoever told it (§5.1). */
    void becomeFollower(long term, int leader) {
        becomeFollower(term, leader, StepDownCause.HIGHER_TERM);
    }

    private void becomeFollower(long term, int leader, StepDownCause cause) {
        if (role instanceof Leader old) {
            old.close(leader);
            server.add(new Effect.SteppedDown(server.currentTerm(), cause));
        }
        if (term > server.currentTerm()) {
            server.become(new HardState(term, HardState.NOBODY));
        }
        role = new Follower(server, leader);
    }

    /** Only a leader of the current term sends entries or snapshots. */
    Follower follow(int leader, long round) {
        Check.invariant(!(role instanceof Leader), "two leaders in term", server.currentTerm());
        Follower follower = role instanceof Follower same ? same : new Follower(server, leader);
        role = follower;
        isCountedOn = false;
        follower.hear(leader, round);
        return follower;
    }

    /** Promises nothing: the same server may tell several that it would vote for them. */
    void answer(Message.PreVote request) {
        boolean isBehind = !log.isAtMostAsUpToDateAs(request.lastLogIndex(), request.lastLogTerm());
        isCountedOn |= isBehind;
        boolean voteGranted = request.term() > server.currentTerm() && !isBehind;
        long term = voteGranted ? request.term() : server.currentTerm();
        server.send(new Message.PreVoteReply(server.id, request.from(), term, voteGranted));
    }

    /** One vote a term, first come, first served, to a log that is up-to-date (§5.2, §5.4.1). */
    void answer(Message.RequestVote request) {
        boolean hasVote =
                server.votedFor() == HardState.NOBODY || server.votedFor() == request.from();
        if (hasVote
                && role instanceof Follower follower
                && log.isAtMostAsUpToDateAs(request.lastLogIndex(), request.lastLogTerm())) {
            follower.grant(request.from());
        } else {
            server.send(
                    new Message.RequestVoteReply(
                            server.id, request.from(), server.currentTerm(), false));
        }
    }

    /** What waited for the disk goes on. */
    void persisted() {
        isStalled = false;
        switch (role) {
            case Follower follower -> follower.persisted();
            case Candidate candidate -> {
                if (!candidate.isAsking() && server.isHardStatePersisted()) {
                    ask(candidate);
                }
            }
            case PreCandidate _, Leader _ -> {}
        }
    }

    /** A stall that ended before it was reported is none: nothing would ever end it again. */
    void stall() {
        if (!server.isWriting()) {
            return;
        }
        isStalled = true;
        if (!(role instanceof Follower)) {
            stepDown(StepDownCause.STORAGE_STALLED);
        }
    }

    /** What was committed cannot be applied here, so whoever leads must be another one. */
    void stallApplying() {
        isApplyingStalled = true;
        if (!(role instanceof Follower)) {
            stepDown(StepDownCause.APPLYING_STALLED);
        }
    }

    void resumeApplying() {
        isApplyingStalled = false;
    }
}
