package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Linearizable reads (§8; §6.4 of the dissertation). */
class RaftReadsTest {
    private static final RaftConfig LEASED = withReads(RaftConfig.ReadMode.LEASE);

    private static RaftConfig withReads(RaftConfig.ReadMode reads) {
        return new RaftConfig(10, 2, 1000, 4, 10_000, 3, 10, 2, reads);
    }

    private static Driver leader(RaftConfig config) {
        Configuration members = Configuration.of(List.of(1, 2, 3));
        Driver leader =
                new Driver(1, config, HardState.INITIAL, new MemoryLog(), members).elected();
        leader.acknowledge(2, 1);
        return leader;
    }

    private static List<Effect> answerRound(Driver leader, List<Effect> round) {
        Message.AppendEntries heartbeat = sent(Message.AppendEntries.class, round).get(0);
        long term = leader.node.currentTerm();
        return leader.receive(
                new Message.AppendEntriesReply(
                        heartbeat.to(), 1, term, leader.node.lastIndex(), heartbeat.round()));
    }

    @Test
    @DisplayName("§8 A leader exchanges heartbeats with a majority before it answers a read")
    void aReadWaitsForARound() {
        Driver leader = leader(Driver.CONFIG);
        List<Effect> asked = leader.step(new Event.ReadRequested(5));
        assertEquals(List.of(), only(Effect.ReadReady.class, asked));
        assertEquals(2, sent(Message.AppendEntries.class, asked).size());
        List<Effect> answered = answerRound(leader, asked);
        assertEquals(List.of(new Effect.ReadReady(5, 1)), only(Effect.ReadReady.class, answered));
    }

    @Test
    void aRoundThatBeganBeforeTheReadDoesNotAnswerIt() {
        Driver leader = leader(Driver.CONFIG);
        List<Effect> heartbeat = leader.tick(Driver.CONFIG.heartbeatTicks());
        leader.step(new Event.ReadRequested(5));
        assertEquals(List.of(), only(Effect.ReadReady.class, answerRound(leader, heartbeat)));
    }

    @Test
    void readsThatComeWhileARoundIsOutShareTheNextOne() {
        Driver leader = leader(Driver.CONFIG);
        List<Effect> first = leader.step(new Event.ReadRequested(1));
        List<Effect> later = new ArrayList<>(leader.step(new Event.ReadRequested(2)));
        later.addAll(leader.step(new Event.ReadRequested(3)));
        assertEquals(List.of(), sent(later));
        List<Effect> answered = answerRound(leader, first);
        assertEquals(List.of(new Effect.ReadReady(1, 1)), only(Effect.ReadReady.class, answered));
        assertEquals(
                List.of(new Effect.ReadReady(2, 1), new Effect.ReadReady(3, 1)),
                only(Effect.ReadReady.class, answerRound(leader, answered)));
    }

    @Test
    @DisplayName("§8 A leader answers no read before it has committed an entry of its term")
    void aNewLeaderDoesNotKnowYetWhatIsCommitted() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        assertEquals(List.of(), sent(leader.step(new Event.ReadRequested(1))));
        List<Effect> committed = leader.acknowledge(2, 1);
        assertEquals(
                List.of(new Effect.ReadReady(1, 1)),
                only(Effect.ReadReady.class, answerRound(leader, committed)));
    }

    @Test
    void aLoneServerAnswersAtOnce() {
        Driver leader = Driver.of(1, 1).elected();
        assertEquals(
                List.of(new Effect.ReadReady(9, 1)),
                only(Effect.ReadReady.class, leader.step(new Event.ReadRequested(9))));
    }

    @Test
    void readsAreRefusedWhenTheLeaderStepsDown() {
        Driver leader = leader(Driver.CONFIG);
        leader.step(new Event.ReadRequested(1));
        leader.step(new Event.ReadRequested(2));
        List<Effect> effects = leader.receive(new Message.RequestVoteReply(2, 1, 9, false));
        assertEquals(
                List.of(
                        new Effect.Refused(1, Refusal.NO_LEADER, HardState.NOBODY),
                        new Effect.Refused(2, Refusal.NO_LEADER, HardState.NOBODY)),
                only(Effect.Refused.class, effects));
    }

    @Test
    void tooManyReadsAreRefused() {
        Driver leader = leader(withReads(RaftConfig.ReadMode.READ_INDEX));
        for (int i = 0; i < 3; i++) {
            leader.step(new Event.ReadRequested(i));
        }
        assertEquals(
                List.of(new Effect.Refused(3, Refusal.OVERLOADED, 1)),
                leader.step(new Event.ReadRequested(3)));
    }

    @Test
    void aLeaseAnswersWithoutARoundUntilItRunsOut() {
        Driver leader = leader(LEASED);
        answerRound(leader, leader.tick(2));
        // Ten ticks of an election timeout, less one that may be over, less a tenth.
        leader.tick(7);
        assertEquals(List.of(new Effect.ReadReady(1, 1)), leader.step(new Event.ReadRequested(1)));
        leader.tick(1);
        assertEquals(
                List.of(), only(Effect.ReadReady.class, leader.step(new Event.ReadRequested(2))));
    }

    @Test
    void aLeaseCountsFromWhenItsRoundBeganHoweverLateTheAnswer() {
        Driver leader = leader(LEASED);
        List<Effect> round = leader.tick(2);
        leader.tick(6);
        answerRound(leader, round);
        leader.tick(1);
        assertEquals(List.of(new Effect.ReadReady(1, 1)), leader.step(new Event.ReadRequested(1)));
        leader.tick(1);
        assertEquals(
                List.of(), only(Effect.ReadReady.class, leader.step(new Event.ReadRequested(2))));
    }

    @Test
    void noLeaseHoldsOnceSomebodyWasAskedToStand() {
        Driver leader = leader(LEASED);
        answerRound(leader, leader.tick(2));
        List<Effect> asked = leader.step(new Event.TransferRequested(1, 2));
        assertEquals(1, sent(Message.TimeoutNow.class, asked).size());
        assertEquals(
                List.of(), only(Effect.ReadReady.class, leader.step(new Event.ReadRequested(2))));
    }

    @Test
    void aServerThatHasJustStartedKeepsTheLeaseItMayHavePromised() {
        Configuration members = Configuration.of(List.of(1, 2, 3));
        Driver driver = new Driver(1, LEASED, HardState.INITIAL, new MemoryLog(), members);
        Message request = new Message.RequestVote(2, 1, 1, 0, 0, false);
        assertEquals(List.of(), driver.receive(request));
        driver.tick(LEASED.electionTimeoutTicks());
        assertEquals(1, sent(Message.RequestVoteReply.class, driver.receive(request)).size());
    }

    @Test
    void theLastVoterLeftDoesNotStandWhileALeaseItPromisedMayHold() {
        Configuration both = Configuration.of(List.of(1, 2));
        Driver driver = new Driver(1, LEASED, HardState.INITIAL, new MemoryLog(), both);
        driver.tick(5);
        Configuration alone = Configuration.of(List.of(1));
        List<Entry> removal = List.of(new Entry(1, 1, new Payload.Reconfigure(alone)));
        driver.receive(new Message.AppendEntries(2, 1, 1, 0, 0, removal, 0, 1));
        driver.tick(LEASED.electionTimeoutTicks() - 1);
        assertInstanceOf(Follower.class, driver.node.role());
        driver.tick(1);
        assertInstanceOf(Leader.class, driver.node.role());
    }

    @Test
    void aRoundServesHoweverManyReadsHaveGathered() {
        Driver leader = leader(Driver.CONFIG);
        List<Effect> first = leader.step(new Event.ReadRequested(0));
        List<Effect.ReadReady> expected = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            assertEquals(List.of(), leader.step(new Event.ReadRequested(i)));
            expected.add(new Effect.ReadReady(i, 1));
        }
        List<Effect> second = answerRound(leader, first);
        assertEquals(expected, only(Effect.ReadReady.class, answerRound(leader, second)));
    }

    @Test
    void anAnsweredReadMakesRoomForAnother() {
        Driver leader = leader(withReads(RaftConfig.ReadMode.READ_INDEX));
        for (int i = 0; i < 10; i++) {
            List<Effect> asked = leader.step(new Event.ReadRequested(i));
            assertEquals(
                    List.of(new Effect.ReadReady(i, 1)),
                    only(Effect.ReadReady.class, answerRound(leader, asked)));
        }
    }

    @Test
    void aReadWhoseRoundIsAnsweredIsRefusedTooWhenItsIndexWasNotApplied() {
        Driver leader = leader(Driver.CONFIG);
        leader.syncAtOnce = false;
        leader.propose(1, "x");
        leader.acknowledge(2, 2);
        leader.acknowledge(3, 2);
        assertEquals(2, leader.node.commitIndex());
        assertEquals(1, leader.node.lastApplied());
        List<Effect> asked = leader.step(new Event.ReadRequested(5));
        assertEquals(List.of(), only(Effect.ReadReady.class, answerRound(leader, asked)));
        List<Effect> effects = leader.receive(new Message.RequestVoteReply(2, 1, 9, false));
        assertEquals(
                List.of(new Effect.Refused(5, Refusal.NO_LEADER, HardState.NOBODY)),
                only(Effect.Refused.class, effects));
    }
}
