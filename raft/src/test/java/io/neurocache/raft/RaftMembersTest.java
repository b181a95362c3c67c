package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Changes of members (§6; chapter 4 of the dissertation). */
class RaftMembersTest {
    private static Configuration members(Set<Integer> voters, Set<Integer> learners) {
        return new Configuration(new TreeSet<>(voters), new TreeSet<>(), new TreeSet<>(learners));
    }

    private static Event request(Configuration target) {
        return new Event.MembersRequested(100, target);
    }

    private static Refusal refusal(List<Effect> effects) {
        return only(Effect.Refused.class, effects).get(0).reason();
    }

    /** Servers 1 to 3 vote, 4 is a learner that has caught up. */
    private static Cluster withLearner() {
        Cluster cluster = Cluster.of(3);
        Driver leader = cluster.leader();
        cluster.add(4, Configuration.EMPTY);
        cluster.run(leader.id, request(members(Set.of(1, 2, 3), Set.of(4))));
        cluster.tick(3 * Driver.CONFIG.electionTimeoutTicks());
        return cluster;
    }

    @Test
    @DisplayName("§6 New servers join as non-voting members, and get the log")
    void aLearnerGetsTheLogAndDoesNotCount() {
        Cluster cluster = withLearner();
        cluster.propose(1, "x");
        assertEquals(List.of("x"), cluster.get(4).commands());
        Driver leader = cluster.leader();
        cluster.drop(message -> message.from() != leader.id && message.from() != 4);
        long committed = leader.node.commitIndex();
        cluster.propose(2, "y");
        assertEquals(committed, leader.node.commitIndex());
    }

    @Test
    void aLearnerNeverStands() {
        Cluster cluster = withLearner();
        cluster.get(4).tick(100);
        assertInstanceOf(Follower.class, cluster.get(4).node.role());
    }

    @Test
    @DisplayName("§6 The cluster passes through joint consensus to the new configuration")
    void aLearnerBecomesAVoterThroughAJointConfiguration() {
        Cluster cluster = withLearner();
        Driver leader = cluster.leader();
        leader.effects.clear();
        cluster.run(leader.id, request(members(Set.of(1, 2, 3, 4), Set.of())));
        List<Configuration> inForce =
                only(Effect.ConfigurationChanged.class, leader.effects).stream()
                        .map(Effect.ConfigurationChanged::configuration)
                        .toList();
        assertEquals(2, inForce.size());
        assertTrue(inForce.get(0).isJoint());
        assertEquals(members(Set.of(1, 2, 3, 4), Set.of()), inForce.get(1));
        cluster.tick(2);
        assertEquals(inForce.get(1), cluster.get(4).node.configuration());
    }

    @Test
    @DisplayName("§6 Agreement requires separate majorities from both configurations")
    void aJointConfigurationNeedsBothMajorities() {
        Configuration joint =
                new Configuration(
                        new TreeSet<>(Set.of(3, 4, 5)),
                        new TreeSet<>(Set.of(1, 2, 3)),
                        new TreeSet<>());
        Quorum quorum = new Quorum(joint);
        assertEquals(Quorum.Outcome.OPEN, quorum.outcome(List.of(1, 2, 3), List.of(4)));
        assertEquals(Quorum.Outcome.WON, quorum.outcome(List.of(1, 3, 4), List.of(2)));
        assertEquals(Quorum.Outcome.LOST, quorum.outcome(List.of(1, 2, 3), List.of(4, 5)));
        assertEquals(Quorum.Outcome.LOST, quorum.outcome(List.of(3, 4, 5), List.of(1, 2)));
        long[] match = {0, 9, 8, 7, 3, 2};
        assertEquals(3, quorum.reached(id -> match[id]));
    }

    @Test
    @DisplayName("§6 A server uses the latest configuration in its log, committed or not")
    void aConfigurationIsInForceWhenAppendedAndLeavesWhenCutOff() {
        Driver follower = Driver.of(1, 1, 2, 3);
        Configuration learning = members(Set.of(1, 2, 3), Set.of(4));
        Entry change = new Entry(1, 1, new Payload.Reconfigure(learning));
        follower.receive(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(change), 0, 1));
        assertEquals(learning, follower.node.configuration());
        Entry other = new Entry(2, 1, new Payload.Noop());
        List<Effect> effects =
                follower.receive(new Message.AppendEntries(3, 1, 2, 0, 0, List.of(other), 0, 1));
        assertEquals(members(Set.of(1, 2, 3), Set.of()), follower.node.configuration());
        assertEquals(1, only(Effect.ConfigurationChanged.class, effects).size());
    }

    @Test
    @DisplayName("§6 A leader that is not in the new configuration steps down once it is committed")
    void aRemovedLeaderStepsDownAndAnotherOneFollows() {
        Cluster cluster = Cluster.of(3);
        Driver old = cluster.leader();
        Set<Integer> rest = new TreeSet<>(Set.of(1, 2, 3));
        rest.remove(old.id);
        cluster.run(old.id, request(members(rest, Set.of())));
        assertEquals(
                StepDownCause.REMOVED, only(Effect.SteppedDown.class, old.effects).get(0).cause());
        // The old leader asked a successor to stand: nobody waits for a timeout.
        Driver leader = cluster.leaders().get(0);
        assertTrue(rest.contains(leader.id));
        cluster.propose(1, "x");
        assertEquals(List.of("x"), leader.commands());
        old.tick(100);
        assertInstanceOf(Follower.class, old.node.role());
    }

    @Test
    @DisplayName(
            "Dissertation §4.2.2: A server that is being removed stands until that is committed")
    void aServerOnItsWayOutMayStillBeNeeded() {
        MemoryLog log =
                MemoryLog.of(
                        List.of(
                                new Entry(
                                        1,
                                        1,
                                        new Payload.Reconfigure(members(Set.of(2), Set.of())))));
        Driver driver = Driver.of(1, new HardState(1, HardState.NOBODY), log, 1, 2);
        List<Effect> effects = driver.tick(20);
        assertEquals(1, sent(Message.PreVote.class, effects).size());
        assertInstanceOf(PreCandidate.class, driver.node.role());
    }

    /**
     * Server 3 is lost for ever. Server 2 cannot win without the vote of 4, which has later entries
     * of 3 and, by its own log, no vote.
     */
    @Test
    void aLearnerWhoseLogIsTheLatestLeadsWhereOneThatCountsOnItIsBehind() {
        Cluster cluster = new Cluster(Driver.CONFIG);
        Configuration before = members(Set.of(1, 2, 3), Set.of(4));
        Configuration after = members(Set.of(1, 4), Set.of(2, 3));
        Entry first = new Entry(1, 1, new Payload.Reconfigure(before));
        Entry joint = new Entry(1, 2, new Payload.Reconfigure(after.jointFrom(before)));
        Entry later = new Entry(2, 2, new Payload.Noop());
        HardState voted = new HardState(2, 3);
        cluster.add(1, voted, MemoryLog.of(List.of(first)));
        cluster.add(2, voted, MemoryLog.of(List.of(first, joint)));
        cluster.add(4, voted, MemoryLog.of(List.of(first, later)));
        cluster.tick(20 * Driver.CONFIG.electionTimeoutTicks());
        Driver leader = cluster.leader();
        assertTrue(before.voters().contains(leader.id));
        cluster.propose(1, "x");
        assertEquals(List.of("x"), leader.commands());
        assertEquals(before, cluster.get(2).node.configuration());
    }

    @Test
    void onlyOneChangeIsUnderWay() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        leader.step(request(members(Set.of(1, 2, 3), Set.of(4))));
        assertEquals(
                Refusal.CHANGE_IN_PROGRESS,
                refusal(leader.step(request(members(Set.of(1, 2), Set.of())))));
    }

    @Test
    void aTargetThatIsNoChangeIsRefused() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        for (Configuration target :
                List.of(
                        members(Set.of(1, 2, 3), Set.of()),
                        members(Set.of(1, 2, 3, 4), Set.of()),
                        Configuration.EMPTY)) {
            assertEquals(Refusal.INVALID_TARGET, refusal(leader.step(request(target))));
        }
    }

    @Test
    void aLearnerThatLagsDoesNotBecomeAVoter() {
        Cluster cluster = withLearner();
        Driver leader = cluster.leader();
        cluster.isolate(4);
        cluster.propose(1, "x");
        cluster.tick(3 * Driver.CONFIG.electionTimeoutTicks());
        assertEquals(
                Refusal.NOT_CAUGHT_UP,
                refusal(leader.step(request(members(Set.of(1, 2, 3, 4), Set.of())))));
    }

    @Test
    void aNewLeaderFinishesTheChangeOfTheOld() {
        Cluster cluster = withLearner();
        Driver old = cluster.leader();
        Configuration target = members(Set.of(1, 2, 3, 4), Set.of());
        // The joint configuration reaches the others, but no answer comes back.
        cluster.drop(message -> message.to() == old.id);
        cluster.run(old.id, request(target));
        cluster.isolate(old.id);
        cluster.tick(6 * Driver.CONFIG.electionTimeoutTicks());
        assertEquals(target, cluster.leader().node.configuration());
    }

    /**
     * A leader of 1 to 3 that has just committed an entry which its learner 4 lacks, so many ticks
     * after its election.
     */
    private static Driver withLearnerThatLacksTheLastEntry(int ticks) {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        leader.step(request(members(Set.of(1, 2, 3), Set.of(4))));
        leader.acknowledge(2, 2);
        leader.acknowledge(4, 2);
        leader.propose(1, "x");
        leader.acknowledge(2, 3);
        for (int i = 0; i < ticks; i++) {
            for (Message.AppendEntries round : sent(Message.AppendEntries.class, leader.tick())) {
                int from = round.to();
                long match = from == 4 ? 2 : 3;
                if (from != 3) {
                    leader.receive(
                            new Message.AppendEntriesReply(from, 1, 1, match, round.round()));
                }
            }
        }
        return leader;
    }

    @Test
    @DisplayName("Dissertation §4.2.1: A new voter has what was committed a timeout ago")
    void aLearnerIsMeasuredByWhatWasCommittedAtTheLastButOneMark() {
        int period = Driver.CONFIG.electionTimeoutTicks();
        Event promotion = request(members(Set.of(1, 2, 3, 4), Set.of()));
        Driver soon = withLearnerThatLacksTheLastEntry(2 * period - 1);
        assertEquals(1, only(Effect.Accepted.class, soon.step(promotion)).size());
        Driver late = withLearnerThatLacksTheLastEntry(2 * period);
        assertEquals(Refusal.NOT_CAUGHT_UP, refusal(late.step(promotion)));
    }

    @Test
    void aRemovedLeaderTellsTheOthersWhatIsCommittedBeforeItGoes() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        leader.acknowledge(3, 1);
        leader.step(request(members(Set.of(2, 3), Set.of())));
        leader.acknowledge(2, 2);
        leader.acknowledge(3, 2);
        leader.acknowledge(2, 3);
        List<Effect> effects = leader.acknowledge(3, 3);
        assertEquals(1, only(Effect.SteppedDown.class, effects).size());
        List<Message.AppendEntries> told = sent(Message.AppendEntries.class, effects);
        assertEquals(List.of(2, 3), told.stream().map(Message::to).toList());
        assertEquals(
                List.of(3L, 3L), told.stream().map(Message.AppendEntries::leaderCommit).toList());
    }
}
