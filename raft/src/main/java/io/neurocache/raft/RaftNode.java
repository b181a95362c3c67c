package io.neurocache.raft;

import io.neurocache.slab.Check;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A server of a Raft cluster, as a function: what happens goes in, what is to be done comes out.
 *
 * <pre>
 *   from          to            cause
 *   (start)       Follower      always
 *   Follower      PreCandidate  no leader heard for a randomised election timeout, and it may
 *                               stand: it has a vote, or loses it by a change that is not
 *                               committed; its disk works; it restores no snapshot
 *   Follower      Candidate     the leader asked it to stand (TimeoutNow)
 *   PreCandidate  PreCandidate  the wait passed without an outcome
 *   PreCandidate  Candidate     a majority would vote for it; the term rises
 *   Candidate     Leader        a majority voted for it
 *   Candidate     PreCandidate  the wait passed without an outcome
 *   PreCandidate, Follower      a leader of the term spoke, a majority refused, a higher term was
 *     Candidate                 seen, or the disk or the state machine takes nothing
 *   Leader        Follower      a higher term was seen, no majority answered for an election
 *                               timeout, it was removed, or its disk or its state machine takes
 *                               nothing
 *   Follower      Follower      a higher term was seen
 * </pre>
 *
 * <p>Whatever depends on the disk waits here, not in the shell: votes, acknowledgements and a
 * leader's own share of a majority come out in the step of the {@link Event.Persisted} that covers
 * them. Effects of one step stand in this order: answers and news, the {@link Effect.Persist}, what
 * a leader sends, {@link Effect.Apply}, reads that are ready, {@link Effect.Compact}.
 *
 * <p>Not safe for more than one thread: whoever drives it owns it. A step costs O(1) for each entry
 * that it takes, writes, sends or applies, and O(members²) besides.
 *
 * <p>Papers: D. Ongaro, J. Ousterhout, "In Search of an Understandable Consensus Algorithm
 * (Extended Version)", whose sections are cited as §; D. Ongaro's dissertation where said so.
 */
public final class RaftNode {
    /** What one step applies at most, as so many full messages of entries. */
    private static final long MAX_APPLIED_APPENDS = 4;

    private final Server server;
    private final RaftLog log;
    private final SnapshotReceiver receiver;
    private final Roles roles;
    private int reportedLeader = HardState.NOBODY;
    private long reportedTerm;

    /**
     * Starts as a follower of nobody. Reads the log behind the snapshot once, for configurations.
     *
     * @param id this server's, from 1
     * @param log the log in storage at start
     * @param hardState as found in storage
     * @param bootstrap members while nothing stored says who they are; empty for a server that
     *     waits to be added
     * @param random draws the election timeouts
     */
    public RaftNode(
            int id,
            RaftConfig config,
            HardState hardState,
            StableLog log,
            Configuration bootstrap,
            RandomGenerator random) {
        this.server = new Server(id, config, hardState, log, bootstrap, random);
        this.log = server.log;
        this.receiver = new SnapshotReceiver(server);
        this.roles = new Roles(server, receiver);
    }

    /** Takes what happened; gives back what is to be done, in order. */
    public List<Effect> step(Event event) {
        switch (event) {
            case Event.Ticked() -> tick();
            case Event.Received(Message message) -> receive(message);
            case Event.Proposed proposal -> {
                Check.argument(!proposal.commands().isEmpty(), "proposes nothing");
                if (role() instanceof Leader leader) {
                    leader.propose(proposal);
                } else {
                    refuse(proposal.proposalId());
                }
            }
            case Event.ReadRequested(long readId) -> {
                if (role() instanceof Leader leader) {
                    leader.read(readId);
                } else {
                    refuse(readId);
                }
            }
            case Event.MembersRequested request -> {
                if (role() instanceof Leader leader) {
                    leader.changeMembers(request);
                } else {
                    refuse(request.proposalId());
                }
            }
            case Event.TransferRequested request -> {
                if (role() instanceof Leader leader) {
                    leader.transfer(request);
                } else {
                    refuse(request.proposalId());
                }
            }
            case Event.Persisted(long ticket) -> {
                server.persisted(ticket);
                roles.persisted();
            }
            case Event.StorageStalled() -> roles.stall();
            case Event.ApplyingStalled() -> roles.stallApplying();
            case Event.ApplyingResumed() -> roles.resumeApplying();
            case Event.SnapshotTaken(SnapshotMeta snapshot) -> snapshotTaken(snapshot);
            case Event.SnapshotRead read -> {
                if (role() instanceof Leader leader) {
                    leader.snapshotRead(read);
                }
            }
            case Event.SnapshotUnreadable unreadable -> {
                if (role() instanceof Leader leader) {
                    leader.snapshotUnreadable(unreadable);
                }
            }
            case Event.SnapshotWritten written -> receiver.written(role(), written);
            case Event.SnapshotRestored(SnapshotMeta snapshot) -> restored(snapshot);
        }
        return finish();
    }

    private void refuse(long id) {
        Refusal reason = leader() == HardState.NOBODY ? Refusal.NO_LEADER : Refusal.NOT_LEADER;
        server.add(new Effect.Refused(id, reason, leader()));
    }

    /** Draws the conclusions from the step, in the order in which its effects are to be done. */
    private List<Effect> finish() {
        if (role() instanceof Leader leader) {
            leader.settle();
            if (leader.isRemoved()) {
                leader.retire();
                roles.stepDown(StepDownCause.REMOVED);
            }
        }
        reportLeader();
        server.persist();
        if (role() instanceof Leader leader) {
            leader.flush();
        }
        if (!receiver.isRestoring()) {
            List<Entry> entries =
                    log.takeCommitted(MAX_APPLIED_APPENDS * server.config.maxAppendBytes());
            if (!entries.isEmpty()) {
                server.add(new Effect.Apply(entries));
            }
        }
        if (role() instanceof Leader leader) {
            leader.answerReads();
        }
        return server.takeEffects();
    }

    private void reportLeader() {
        int leader = leader();
        boolean isNews = leader != reportedLeader;
        boolean isNewTerm = leader != HardState.NOBODY && currentTerm() != reportedTerm;
        if (isNews || isNewTerm) {
            reportedLeader = leader;
            reportedTerm = currentTerm();
            server.add(new Effect.LeaderChanged(reportedTerm, leader));
        }
    }

    private void tick() {
        server.tick();
        roles.tick();
        if (role() instanceof Leader) {
            compact();
        }
    }

    private void receive(Message message) {
        if (message.to() != id() || message.from() == id() || isIgnored(message)) {
            return;
        }
        if (message.term() > currentTerm() && tellsATerm(message)) {
            roles.becomeFollower(message.term(), HardState.NOBODY);
        }
        if (message.term() < currentTerm()) {
            answerStale(message);
            return;
        }
        switch (message) {
            case Message.PreVote request -> roles.answer(request);
            case Message.PreVoteReply reply -> roles.counted(reply);
            case Message.RequestVote request -> roles.answer(request);
            case Message.RequestVoteReply reply -> roles.counted(reply);
            case Message.AppendEntries request -> {
                Follower follower = roles.follow(request.from(), request.round());
                if (receiver.isRestoring()) {
                    follower.verified(log.commitIndex());
                    follower.acknowledge();
                } else {
                    follower.append(request);
                }
            }
            case Message.InstallSnapshot request ->
                    receiver.install(roles.follow(request.from(), request.round()), request);
            case Message.AppendEntriesReply reply -> {
                if (role() instanceof Leader leader) {
                    leader.acknowledged(reply);
                }
            }
            case Message.AppendEntriesRejected reply -> {
                if (role() instanceof Leader leader) {
                    leader.rejected(reply);
                }
            }
            case Message.InstallSnapshotReply reply -> {
                if (role() instanceof Leader leader) {
                    leader.snapshotAnswered(reply);
                }
            }
            case Message.TimeoutNow _ -> roles.timeoutNow();
        }
    }

    /**
     * Whether somebody wants to be elected though there is a leader: no answer, and its term is not
     * taken over either, or a server that was cut off would depose a leader that works (§6; §4.2.3
     * of the dissertation). A leader counts as such while it has not lost its quorum.
     */
    private boolean isIgnored(Message message) {
        boolean wantsVote =
                switch (message) {
                    case Message.PreVote _ -> true;
                    case Message.RequestVote request -> !request.transfer();
                    case Message.PreVoteReply _,
                            Message.RequestVoteReply _,
                            Message.AppendEntries _,
                            Message.AppendEntriesReply _,
                            Message.AppendEntriesRejected _,
                            Message.InstallSnapshot _,
                            Message.InstallSnapshotReply _,
                            Message.TimeoutNow _ ->
                            false;
                };
        return wantsVote && (role() instanceof Leader || server.hasHeardLeaderLately());
    }

    /** Whether the message's term is one that exists: of a pre-vote it may never come to be. */
    private static boolean tellsATerm(Message message) {
        return !(message instanceof Message.PreVote)
                && !(message instanceof Message.PreVoteReply reply && reply.voteGranted());
    }

    /** A request of an earlier term is refused; the refusal tells its sender the term (§5.1). */
    private void answerStale(Message message) {
        int to = message.from();
        long term = currentTerm();
        switch (message) {
            case Message.PreVote _ -> server.send(new Message.PreVoteReply(id(), to, term, false));
            case Message.RequestVote _ ->
                    server.send(new Message.RequestVoteReply(id(), to, term, false));
            case Message.AppendEntries request ->
                    server.send(
                            new Message.AppendEntriesRejected(
                                    id(), to, term, request.prevLogIndex(), 0, 0, 0));
            case Message.InstallSnapshot request ->
                    server.send(
                            new Message.InstallSnapshotReply(
                                    id(), to, term, request.snapshot().lastIncludedIndex(), 0, 0));
            case Message.PreVoteReply _,
                    Message.RequestVoteReply _,
                    Message.AppendEntriesReply _,
                    Message.AppendEntriesRejected _,
                    Message.InstallSnapshotReply _,
                    Message.TimeoutNow _ -> {}
        }
    }

    private void snapshotTaken(SnapshotMeta snapshot) {
        boolean isLater = snapshot.lastIncludedIndex() > log.snapshot().lastIncludedIndex();
        if (isLater && !receiver.isRestoring()) {
            log.snapshotTaken(snapshot);
            compact();
        }
    }

    /** Lets go of entries that a snapshot covers, but of none that a follower is about to need. */
    private void compact() {
        long upTo = log.snapshot().lastIncludedIndex() - server.config.keptEntries();
        if (role() instanceof Leader leader) {
            upTo = Math.min(upTo, leader.retainedAbove());
        }
        if (upTo > log.compactedIndex()) {
            log.compactTo(upTo);
            server.add(new Effect.Compact(upTo));
        }
    }

    private void restored(SnapshotMeta snapshot) {
        if (receiver.restored(snapshot) && role() instanceof Follower follower) {
            follower.verified(log.commitIndex());
            follower.acknowledgeAgain();
        }
    }

    /** This server's id. */
    public int id() {
        return server.id;
    }

    /** What the server is now. */
    public Role role() {
        return roles.current();
    }

    /** The latest term it has seen. */
    public long currentTerm() {
        return server.currentTerm();
    }

    /** Who got its vote in that term, or {@link HardState#NOBODY}. */
    public int votedFor() {
        return server.votedFor();
    }

    /** The leader it knows of, or {@link HardState#NOBODY}. */
    public int leader() {
        return roles.leader();
    }

    /** Up to here entries are known to be committed. */
    public long commitIndex() {
        return log.commitIndex();
    }

    /** Up to here {@link Effect.Apply} has been given out. */
    public long lastApplied() {
        return log.lastApplied();
    }

    /** What a snapshot of all that has been applied stands for. */
    public SnapshotMeta appliedSnapshot() {
        return log.appliedSnapshot();
    }

    /** The log's last entry, on disk or not. */
    public long lastIndex() {
        return log.lastIndex();
    }

    /** Up to here the log is on disk. */
    public long persistedIndex() {
        return log.persistedIndex();
    }

    /** Up to here the log has been given up for a snapshot. */
    public long compactedIndex() {
        return log.compactedIndex();
    }

    /** The term of an entry from {@link #compactedIndex} to {@link #lastIndex}. */
    public long term(long index) {
        return log.term(index);
    }

    /** Who belongs to the cluster, by this server's log. */
    public Configuration configuration() {
        return server.configuration();
    }

    /** The entry or snapshot that says so; 0 while it is only what the server was told. */
    public long configurationIndex() {
        return log.configurationIndex();
    }

    /** What a leader knows of the other members; empty on others. */
    public List<PeerStatus> peers() {
        return role() instanceof Leader leader ? leader.peers() : List.of();
    }
}
