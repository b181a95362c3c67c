package io.neurocache.raft;

import io.neurocache.slab.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes commands, brings its log to the others, and commits (§5.3, §5.4).
 *
 * <p>It counts itself only up to what is on its own disk: a cluster of one commits by the very same
 * rule as every other. Confined to the thread that drives the core.
 */
public final class Leader implements Role {
    private final Server server;
    private final RaftLog log;
    private final Replication replication;
    private final Rounds rounds;
    private final ReadQueue reads;

    /** The first index of this term: by counting only entries from here on are committed. */
    private final long termStartIndex;

    private long nextHeartbeatAt;

    /** What was committed at the two latest beginnings of an election timeout. */
    private long mark;

    private long previousMark;
    private long nextMarkAt;

    private int transferee = HardState.NOBODY;
    private long transferDeadline;
    private boolean timeoutNowDue;

    /** Once somebody was asked to stand, no lease holds: the request may arrive late. */
    private boolean askedToStand;

    /** Begins a term with an entry of its own, which commits those of earlier terms (§8). */
    Leader(Server server) {
        this.server = server;
        this.log = server.log;
        this.replication = new Replication(server);
        this.rounds = new Rounds(server.now());
        this.reads = new ReadQueue(server);
        this.termStartIndex = log.lastIndex() + 1;
        this.mark = log.lastIndex();
        this.previousMark = log.lastIndex();
        this.nextMarkAt = server.now() + server.config.electionTimeoutTicks();
        heartbeat();
        // A cluster's first entry says who belongs to it, so that its log tells all there is.
        boolean isFirst = log.configurationIndex() == 0 && log.snapshot().lastIncludedIndex() == 0;
        append(isFirst ? new Payload.Reconfigure(server.configuration()) : new Payload.Noop());
    }

    /** What is known of the other members. */
    List<PeerStatus> peers() {
        return replication.status();
    }

    private void append(Payload payload) {
        log.append(new Entry(server.currentTerm(), log.lastIndex() + 1, payload));
    }

    /** Appends clients' commands, all or none. */
    void propose(Event.Proposed proposal) {
        if (isTransferring()) {
            refuse(proposal.proposalId(), Refusal.TRANSFERRING);
            return;
        }
        long uncommittedBytes = log.uncommittedBytes();
        long bytes = 0;
        for (Payload.Command command : proposal.commands()) {
            bytes += command.sizeBytes();
        }
        if (uncommittedBytes > 0
                && uncommittedBytes + bytes > server.config.maxUncommittedBytes()) {
            refuse(proposal.proposalId(), Refusal.OVERLOADED);
            return;
        }
        accept(proposal.proposalId(), proposal.commands().size(), log.lastIndex() + 1);
        for (Payload.Command command : proposal.commands()) {
            append(command);
        }
    }

    private void accept(long proposalId, int count, long firstIndex) {
        server.add(new Effect.Accepted(proposalId, count, firstIndex, server.currentTerm()));
    }

    private void refuse(long id, Refusal reason) {
        server.add(new Effect.Refused(id, reason, server.id));
    }

    /** Takes a read; it waits until this term has committed something and a round is answered. */
    void read(long readId) {
        if (reads.isFull()) {
            refuse(readId, Refusal.OVERLOADED);
        } else {
            reads.add(readId);
        }
    }

    /** Begins a change of members: through a joint configuration where the voters change (§6). */
    void changeMembers(Event.MembersRequested request) {
        Configuration target = request.target();
        Refusal refusal = refusalOf(target);
        if (refusal != null) {
            refuse(request.proposalId(), refusal);
            return;
        }
        Configuration current = server.configuration();
        boolean isSameVoters = target.voters().equals(current.voters());
        accept(request.proposalId(), 1, log.lastIndex() + 1);
        reconfigure(isSameVoters ? target : target.jointFrom(current));
    }

    private @Nullable Refusal refusalOf(Configuration target) {
        Configuration current = server.configuration();
        if (isTransferring()) {
            return Refusal.TRANSFERRING;
        }
        if (current.isJoint() || log.configurationIndex() > log.commitIndex()) {
            return Refusal.CHANGE_IN_PROGRESS;
        }
        if (target.isJoint() || target.voters().isEmpty() || target.equals(current)) {
            return Refusal.INVALID_TARGET;
        }
        Refusal refusal = null;
        for (int id : target.voters()) {
            if (current.voters().contains(id)) {
                continue;
            }
            if (!current.learners().contains(id)) {
                return Refusal.INVALID_TARGET;
            }
            refusal = isCaughtUp(id) ? refusal : Refusal.NOT_CAUGHT_UP;
        }
        return refusal;
    }

    /**
     * Whether a learner has all that was committed an election timeout ago: then it is behind by
     * less time than a cluster without a leader is, and its vote holds nobody up (§4.2.1 of the
     * dissertation).
     */
    private boolean isCaughtUp(int id) {
        Progress member = replication.get(id);
        return member != null
                && replication.isHeard(member)
                && member.state() == PeerStatus.State.REPLICATE
                && member.matchIndex() >= previousMark;
    }

    private void reconfigure(Configuration next) {
        append(new Payload.Reconfigure(next));
        server.adoptConfiguration();
        replication.adoptConfiguration(log.lastIndex());
    }

    /** Begins to hand over: the target catches up, then it is asked to stand (§3.10). */
    void transfer(Event.TransferRequested request) {
        int to = request.to() == HardState.NOBODY ? replication.furthestVoter() : request.to();
        if (isTransferring()) {
            refuse(request.proposalId(), Refusal.TRANSFERRING);
        } else if (to == server.id || !server.configuration().voters().contains(to)) {
            refuse(request.proposalId(), Refusal.INVALID_TARGET);
        } else {
            accept(request.proposalId(), 0, log.lastIndex());
            transferee = to;
            transferDeadline = server.now() + server.config.electionTimeoutTicks();
            timeoutNowDue = true;
        }
    }

    private boolean isTransferring() {
        return transferee != HardState.NOBODY;
    }

    /** Lets a tick pass. */
    void tick() {
        if (server.now() >= nextHeartbeatAt) {
            heartbeat();
        }
        if (server.now() >= nextMarkAt) {
            previousMark = mark;
            mark = log.commitIndex();
            nextMarkAt = server.now() + server.config.electionTimeoutTicks();
        }
        if (isTransferring() && server.now() >= transferDeadline) {
            transferee = HardState.NOBODY;
        }
        replication.retrySnapshots();
    }

    private void heartbeat() {
        rounds.begin(server.now());
        nextHeartbeatAt = server.now() + server.config.heartbeatTicks();
        timeoutNowDue = isTransferring();
    }

    /** Whether no round has been answered by a majority for an election timeout (CheckQuorum). */
    boolean hasLostQuorum() {
        return server.now() - rounds.answeredBeganAt() > server.config.electionTimeoutTicks();
    }

    /** Handles what a follower says it has. */
    void acknowledged(Message.AppendEntriesReply reply) {
        Progress member = heard(reply.from(), reply.round());
        if (member != null) {
            Check.invariant(
                    reply.matchIndex() <= log.lastIndex(),
                    "a follower acknowledges what was never sent",
                    reply.matchIndex());
            replication.acknowledged(member, reply.matchIndex());
        }
    }

    /** Handles a follower's refusal. */
    void rejected(Message.AppendEntriesRejected reply) {
        Progress member = heard(reply.from(), reply.round());
        if (member != null) {
            replication.rejected(member, reply);
        }
    }

    /** Handles how much of a snapshot a follower has. */
    void snapshotAnswered(Message.InstallSnapshotReply reply) {
        Progress member = heard(reply.from(), reply.round());
        if (member != null && member.snapshot() != null) {
            member.snapshot().answered(reply.lastIncludedIndex(), reply.nextOffset());
        }
    }

    private @Nullable Progress heard(int from, long round) {
        Progress member = replication.get(from);
        if (member != null) {
            member.heard(round, server.now());
        }
        return member;
    }

    /** Sends a piece of a snapshot that the shell has read. */
    void snapshotRead(Event.SnapshotRead event) {
        Progress member = replication.get(event.to());
        if (member != null && member.snapshot() != null) {
            member.snapshot().read(event, rounds.current());
        }
    }

    /** The shell could not read the snapshot that it was asked for. */
    void snapshotUnreadable(Event.SnapshotUnreadable event) {
        Progress member = replication.get(event.to());
        if (member != null && member.snapshot() != null) {
            member.snapshot().unreadable(event.lastIncludedIndex());
        }
    }

    /** The entries above this index must stay for some member. */
    long retainedAbove() {
        return replication.retainedAbove();
    }

    /** Draws the conclusions from what became known in this step, before anything is sent. */
    void settle() {
        while (advanceCommitIndex()) {
            if (server.configuration().isJoint() && isConfigurationCommitted()) {
                leaveJointConfiguration();
            }
        }
        countRounds();
        if (log.commitIndex() < termStartIndex || !reads.needsRound()) {
            return;
        }
        if (hasLease()) {
            reads.confirmByLease();
        } else {
            reads.ask(rounds.begin(server.now()));
            countRounds();
        }
    }

    /** Commits what a majority has, if it is of this term (§5.4.2). */
    private boolean advanceCommitIndex() {
        long reached = server.quorum().reached(this::matchIndex);
        if (reached <= log.commitIndex() || reached < termStartIndex) {
            return false;
        }
        log.commitTo(reached);
        return true;
    }

    private long matchIndex(int id) {
        if (id == server.id) {
            return log.persistedIndex();
        }
        Progress member = replication.get(id);
        return member == null ? 0 : member.matchIndex();
    }

    private boolean isConfigurationCommitted() {
        return log.configurationIndex() <= log.commitIndex();
    }

    private void leaveJointConfiguration() {
        reconfigure(server.configuration().settled());
    }

    private void countRounds() {
        rounds.answered(server.quorum().reached(this::answeredRound));
        reads.confirm(rounds);
    }

    private long answeredRound(int id) {
        if (id == server.id) {
            return rounds.current();
        }
        Progress member = replication.get(id);
        return member == null ? 0 : member.answeredRound();
    }

    /**
     * Whether nobody can have been elected meanwhile: those who answered the round refuse their
     * votes for an election timeout of theirs, of which a tick may have been over already.
     */
    private boolean hasLease() {
        int timeoutTicks = server.config.electionTimeoutTicks();
        int leaseTicks = timeoutTicks - 1 - Math.ceilDiv(timeoutTicks, 10);
        return server.config.reads() == RaftConfig.ReadMode.LEASE
                && !askedToStand
                && server.now() - rounds.answeredBeganAt() < leaseTicks;
    }

    /** Whether this term has committed, and the committed configuration has no vote for it. */
    boolean isRemoved() {
        return log.commitIndex() >= termStartIndex
                && isConfigurationCommitted()
                && !server.configuration().isJoint()
                && !server.configuration().voters().contains(server.id);
    }

    /** Sends what there is to send. */
    void flush() {
        replication.flush(rounds.current());
        Progress target = replication.get(transferee);
        if (timeoutNowDue && target != null && target.matchIndex() == log.lastIndex()) {
            timeoutNowDue = false;
            askToStand(transferee);
        }
    }

    private void askToStand(int id) {
        askedToStand = true;
        server.send(new Message.TimeoutNow(server.id, id, server.currentTerm()));
    }

    /** Answers the reads that can be answered, once what this step applies is applied. */
    void answerReads() {
        reads.answer();
    }

    /** Ends a removed leader's term: the others learn what is committed, and one of them stands. */
    void retire() {
        flush();
        int successor = replication.furthestVoter();
        if (successor != HardState.NOBODY) {
            askToStand(successor);
        }
    }

    /** Gives up what only a leader can do. */
    void close(int newLeader) {
        Refusal reason = newLeader == HardState.NOBODY ? Refusal.NO_LEADER : Refusal.NOT_LEADER;
        reads.refuseAll(reason, newLeader);
    }
}
