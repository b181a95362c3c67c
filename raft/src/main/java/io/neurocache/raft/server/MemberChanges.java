package io.neurocache.raft.server;

import io.neurocache.raft.Address;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.PeerStatus;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.StepDownCause;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of members that clients ask this leader for, one at a time.
 *
 * <p>A server that is to vote becomes a learner first, and a voter when it has the log: a voter
 * without the log would count for a majority that it cannot serve.
 *
 * <p>Event loop only.
 */
final class MemberChanges {
    private static final SortedSet<Integer> NO_MEMBERS = Collections.emptySortedSet();

    private static final Reply.Failed BUSY =
            new Reply.Failed(0, ErrorCode.OVERLOADED, "another change of members is not over yet");

    private static final Reply.Failed UNKNOWN =
            new Reply.Failed(0, ErrorCode.TIMEOUT, "the change was not confirmed in time");

    private static final Reply.Failed STILL_LEARNER =
            new Reply.Failed(
                    0,
                    ErrorCode.TIMEOUT,
                    "the new member still gets the log; it is a learner, to be promoted later");

    private final RaftNode node;
    private final Peers peers;
    private @Nullable Change change;
    private @Nullable Transfer transfer;

    /** How far a change is. */
    private enum Stage {
        /** Asked of the core, or in the log. */
        CHANGING,
        /** The learner gets the log; it is to vote then. */
        CATCHING_UP
    }

    /**
     * A change under way.
     *
     * @param newVoter the learner that is to vote next, or {@link HardState#NOBODY}
     * @param fromIndex where it stands in the log; 0 before it does
     */
    private record Change(
            Asker asker, long proposalId, Stage stage, int newVoter, long fromIndex) {}

    private record Transfer(Asker asker, long proposalId) {}

    MemberChanges(RaftNode node, Peers peers) {
        this.node = node;
        this.peers = peers;
    }

    // ---- What clients ask; what is returned goes to the core.

    List<Event> add(Asker asker, Request.AddMember add, long proposalId) {
        Configuration now = node.configuration();
        if (now.contains(add.member())) {
            return refuse(asker, "n" + add.member() + " is a member already");
        }
        if (now.all().size() >= Configuration.MAX_MEMBERS) {
            return refuse(asker, "a cluster has at most " + Configuration.MAX_MEMBERS + " members");
        }
        int newVoter = add.learner() ? HardState.NOBODY : add.member();
        Address address = new Address(add.raft(), add.edge());
        return begin(asker, proposalId, newVoter, withLearner(now, add.member(), address));
    }

    List<Event> promote(Asker asker, Request.PromoteMember promote, long proposalId) {
        Configuration now = node.configuration();
        if (!now.learners().contains(promote.member())) {
            return refuse(asker, "n" + promote.member() + " is no learner");
        }
        return begin(asker, proposalId, HardState.NOBODY, withVoter(now, promote.member()));
    }

    List<Event> remove(Asker asker, Request.RemoveMember remove, long proposalId) {
        Configuration now = node.configuration();
        if (!now.contains(remove.member())) {
            asker.answer(new Reply.Failed(0, ErrorCode.NOT_FOUND, "no member n" + remove.member()));
            return List.of();
        }
        if (now.voters().equals(new TreeSet<>(List.of(remove.member())))) {
            return refuse(asker, "n" + remove.member() + " is the last voter");
        }
        return begin(asker, proposalId, HardState.NOBODY, without(now, remove.member()));
    }

    List<Event> transfer(Asker asker, Request.TransferLeader request, long proposalId) {
        if (transfer != null) {
            asker.answer(BUSY);
            return List.of();
        }
        if (request.member() == node.id() && node.leader() == node.id()) {
            // Asked again after it was done, as a server does for an operator.
            asker.answer(new Reply.Done(asker.id()));
            return List.of();
        }
        transfer = new Transfer(asker, proposalId);
        return List.of(new Event.TransferRequested(proposalId, request.member()));
    }

    private List<Event> begin(Asker asker, long proposalId, int newVoter, Configuration target) {
        if (change != null) {
            asker.answer(BUSY);
            return List.of();
        }
        change = new Change(asker, proposalId, Stage.CHANGING, newVoter, 0);
        return List.of(new Event.MembersRequested(proposalId, target));
    }

    private static List<Event> refuse(Asker asker, String message) {
        asker.answer(new Reply.Failed(0, ErrorCode.INVALID_REQUEST, message));
        return List.of();
    }

    // ---- What the core answers.

    /** Whether the answer is to a change or transfer of ours. */
    boolean accepted(Effect.Accepted accepted) {
        Change asked = change;
        if (asked != null && asked.proposalId() == accepted.proposalId()) {
            change =
                    new Change(
                            asked.asker(),
                            asked.proposalId(),
                            asked.stage(),
                            asked.newVoter(),
                            accepted.firstIndex());
            return true;
        }
        return transfer != null && transfer.proposalId() == accepted.proposalId();
    }

    /** Whether the refusal is of a change or transfer of ours; its client is told. */
    boolean refused(long proposalId, Reply reply) {
        Change asked = change;
        if (asked != null && asked.proposalId() == proposalId) {
            change = null;
            asked.asker().answer(reply);
            return true;
        }
        Transfer handing = transfer;
        if (handing != null && handing.proposalId() == proposalId) {
            transfer = null;
            handing.asker().answer(reply);
            return true;
        }
        return false;
    }

    /** A configuration is committed. */
    void applied(long index, Configuration configuration) {
        Change asked = change;
        if (asked == null
                || asked.fromIndex() == 0
                || index < asked.fromIndex()
                || configuration.isJoint()) {
            return;
        }
        if (configuration.learners().contains(asked.newVoter())) {
            change =
                    new Change(
                            asked.asker(),
                            asked.proposalId(),
                            Stage.CATCHING_UP,
                            asked.newVoter(),
                            asked.fromIndex());
        } else {
            change = null;
            asked.asker().answer(new Reply.Done(asked.asker().id()));
        }
    }

    /** The promotion of a learner that has caught up, if there is one. */
    List<Event> due(LongSupplier nextId) {
        Change asked = change;
        if (asked == null || asked.stage() != Stage.CATCHING_UP || !hasLog(asked.newVoter())) {
            return List.of();
        }
        long proposalId = nextId.getAsLong();
        change = new Change(asked.asker(), proposalId, Stage.CHANGING, HardState.NOBODY, 0);
        Configuration target = withVoter(node.configuration(), asked.newVoter());
        return List.of(new Event.MembersRequested(proposalId, target));
    }

    private boolean hasLog(int member) {
        for (PeerStatus peer : node.peers()) {
            if (peer.id() == member) {
                return peer.matchIndex() >= node.commitIndex();
            }
        }
        return false;
    }

    /**
     * Leadership is over. A leader that was to hand on, and saw a higher term, has done so; one
     * that was removed knows that the change is committed; of all else nothing is known.
     */
    void steppedDown(StepDownCause cause) {
        Transfer handing = transfer;
        if (handing != null) {
            transfer = null;
            boolean isHandedOn = cause == StepDownCause.HIGHER_TERM;
            handing.asker().answer(isHandedOn ? new Reply.Done(handing.asker().id()) : UNKNOWN);
        }
        Change asked = change;
        if (asked != null) {
            change = null;
            boolean isOver = cause == StepDownCause.REMOVED;
            asked.asker().answer(isOver ? new Reply.Done(asked.asker().id()) : UNKNOWN);
        }
    }

    void expire(long nowNanos) {
        Change asked = change;
        if (asked != null && asked.asker().deadlineNanos() - nowNanos <= 0) {
            change = null;
            asked.asker().answer(asked.stage() == Stage.CATCHING_UP ? STILL_LEARNER : UNKNOWN);
        }
        Transfer handing = transfer;
        if (handing != null && handing.asker().deadlineNanos() - nowNanos <= 0) {
            transfer = null;
            handing.asker().answer(UNKNOWN);
        }
    }

    // ---- Configurations.

    /** Everybody's address goes along: the new member knows of nobody else by itself. */
    private Configuration withLearner(Configuration now, int member, Address address) {
        SortedSet<Integer> learners = new TreeSet<>(now.learners());
        learners.add(member);
        SortedMap<Integer, Address> addresses = peers.addresses();
        addresses.put(member, address);
        return new Configuration(now.voters(), NO_MEMBERS, learners, addresses);
    }

    private static Configuration withVoter(Configuration now, int member) {
        SortedSet<Integer> voters = new TreeSet<>(now.voters());
        SortedSet<Integer> learners = new TreeSet<>(now.learners());
        voters.add(member);
        learners.remove(member);
        return new Configuration(voters, NO_MEMBERS, learners, now.addresses());
    }

    private static Configuration without(Configuration now, int member) {
        SortedSet<Integer> voters = new TreeSet<>(now.voters());
        SortedSet<Integer> learners = new TreeSet<>(now.learners());
        SortedMap<Integer, Address> addresses = new TreeMap<>(now.addresses());
        voters.remove(member);
        learners.remove(member);
        addresses.remove(member);
        return new Configuration(voters, NO_MEMBERS, learners, addresses);
    }
}
