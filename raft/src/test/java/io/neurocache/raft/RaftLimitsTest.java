package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is bounded and what happens at the bound: windows, bytes, silence, a disk that hangs. */
class RaftLimitsTest {
    private static final int ELECTION_TICKS = Driver.CONFIG.electionTimeoutTicks();

    /** A leader of three, whose follower 2 has everything and whose follower 3 is silent. */
    private static Driver leader() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        return leader;
    }

    private static List<Message.AppendEntries> appendsTo(int to, List<Effect> effects) {
        return sent(Message.AppendEntries.class, effects).stream()
                .filter(message -> message.to() == to && !message.entries().isEmpty())
                .toList();
    }

    @Test
    void aFollowerIsSentNoMoreThanItsWindow() {
        Driver leader = leader();
        int sent = 0;
        for (int i = 0; i < 10; i++) {
            sent += appendsTo(2, leader.propose(i, "x")).size();
        }
        assertEquals(Driver.CONFIG.maxInflightMessages(), sent);
        List<Message.AppendEntries> next = appendsTo(2, leader.acknowledge(2, 3));
        // Two places are free: the first message takes all that has gathered.
        assertEquals(1, next.size());
        assertEquals(6, next.get(0).entries().size());
    }

    @Test
    void aMessageHasNoMoreBytesThanAllowedButForASingleEntry() {
        Driver leader = leader();
        String[] commands =
                IntStream.range(0, 30).mapToObj(i -> "x".repeat(68)).toArray(String[]::new);
        List<Message.AppendEntries> sent = appendsTo(2, leader.propose(1, commands));
        assertEquals(List.of(10, 10, 10), sent.stream().map(m -> m.entries().size()).toList());
        leader.acknowledge(2, 31);
        List<Message.AppendEntries> large = appendsTo(2, leader.propose(1, "x".repeat(5_000), "y"));
        assertEquals(List.of(1, 1), large.stream().map(m -> m.entries().size()).toList());
    }

    @Test
    void aProbeGoesAloneUntilItIsAnswered() {
        Driver leader = leader();
        assertEquals(List.of(), appendsTo(3, leader.propose(1, "x")));
        assertEquals(1, appendsTo(3, leader.acknowledge(3, 1)).size());
    }

    @Test
    void aGapIsFoundByTheNextRoundAndClosed() {
        Driver leader = leader();
        leader.propose(1, "lost");
        List<Effect> round = leader.tick(2);
        Message.AppendEntries heartbeat =
                sent(Message.AppendEntries.class, round).stream()
                        .filter(message -> message.to() == 2)
                        .findFirst()
                        .orElseThrow();
        assertEquals(2, heartbeat.prevLogIndex());
        List<Effect> effects =
                leader.receive(
                        new Message.AppendEntriesRejected(2, 1, 1, 2, 0, 2, heartbeat.round()));
        assertEquals(1, appendsTo(2, effects).size());
        assertEquals(1, appendsTo(2, effects).get(0).prevLogIndex());
        assertEquals(PeerStatus.State.PROBE, leader.node.peers().get(0).state());
    }

    @Test
    void aLateRefusalIsIgnored() {
        Driver leader = leader();
        leader.propose(1, "x");
        leader.acknowledge(2, 2);
        leader.receive(new Message.AppendEntriesRejected(2, 1, 1, 2, 0, 1, 1));
        assertEquals(PeerStatus.State.REPLICATE, leader.node.peers().get(0).state());
        assertEquals(3, leader.node.peers().get(0).nextIndex());
    }

    @Test
    void tooManyUncommittedBytesAreRefusedAsAWhole() {
        Driver leader = leader();
        leader.propose(1, "x".repeat(9_000));
        long last = leader.node.lastIndex();
        List<Effect> effects = leader.propose(2, "a", "x".repeat(1_000));
        assertEquals(List.of(new Effect.Refused(2, Refusal.OVERLOADED, 1)), effects);
        assertEquals(last, leader.node.lastIndex());
        leader.acknowledge(2, last);
        assertEquals(1, only(Effect.Accepted.class, leader.propose(3, "b")).size());
    }

    @Test
    void oneProposalIsTakenHoweverLargeWhileNothingIsUncommitted() {
        Driver leader = leader();
        assertEquals(1, only(Effect.Accepted.class, leader.propose(1, "x".repeat(50_000))).size());
    }

    @Test
    void othersThanTheLeaderRefuseAndNameIt() {
        Driver follower = Driver.of(1, 1, 2, 3);
        assertEquals(
                List.of(new Effect.Refused(4, Refusal.NO_LEADER, 0)), follower.propose(4, "x"));
        follower.receive(new Message.AppendEntries(3, 1, 1, 0, 0, List.of(), 0, 1));
        assertEquals(
                List.of(new Effect.Refused(5, Refusal.NOT_LEADER, 3)), follower.propose(5, "x"));
    }

    @Test
    @DisplayName("Dissertation §6.2: A leader steps down if no majority answers for a timeout")
    void aLeaderWithoutAQuorumStepsDown() {
        Driver leader = leader();
        leader.tick(ELECTION_TICKS);
        assertInstanceOf(Leader.class, leader.node.role());
        assertEquals(
                List.of(new Effect.SteppedDown(1, StepDownCause.NO_QUORUM)),
                only(Effect.SteppedDown.class, leader.tick()));
    }

    @Test
    void aLeaderWhoseDiskHangsStepsDownAndDoesNotStand() {
        Driver leader = leader();
        leader.syncAtOnce = false;
        leader.propose(1, "x");
        List<Effect> effects = leader.step(new Event.StorageStalled());
        assertEquals(
                List.of(new Effect.SteppedDown(1, StepDownCause.STORAGE_STALLED)),
                only(Effect.SteppedDown.class, effects));
        assertEquals(List.of(), sent(leader.tick(10 * ELECTION_TICKS)));
        leader.sync();
        assertEquals(2, sent(Message.PreVote.class, leader.tick(2 * ELECTION_TICKS)).size());
    }

    @Test
    void aStallThatIsOverBeforeItIsReportedIsNone() {
        Driver leader = leader();
        assertEquals(List.of(), leader.step(new Event.StorageStalled()));
        assertInstanceOf(Leader.class, leader.node.role());
    }

    @Test
    void aLeaderThatCannotApplyStepsDownAndStandsWhenItCan() {
        Driver leader = leader();
        assertEquals(
                List.of(new Effect.SteppedDown(1, StepDownCause.APPLYING_STALLED)),
                only(Effect.SteppedDown.class, leader.step(new Event.ApplyingStalled())));
        assertEquals(List.of(), sent(leader.tick(10 * ELECTION_TICKS)));
        // Another write that reaches the disk does not change that.
        leader.receive(new Message.RequestVote(2, 1, 2, 9, 1, false));
        assertEquals(List.of(), sent(leader.tick(10 * ELECTION_TICKS)));
        leader.step(new Event.ApplyingResumed());
        assertEquals(2, sent(Message.PreVote.class, leader.tick(2 * ELECTION_TICKS)).size());
    }

    @Test
    void heartbeatsAreAnsweredWhileTheDiskIsBusy() {
        Driver follower = Driver.of(1, 1, 2, 3);
        follower.receive(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(), 0, 1));
        follower.syncAtOnce = false;
        Entry entry = new Entry(1, 1, MemoryLog.command("x"));
        follower.receive(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(entry), 0, 1));
        assertEquals(
                List.of(new Message.AppendEntriesReply(1, 2, 1, 0, 2)),
                sent(follower.receive(new Message.AppendEntries(2, 1, 1, 1, 1, List.of(), 0, 2))));
    }

    @Test
    void aFollowerWhoseDiskHangsTakesNoMoreThanItsLimit() {
        Driver follower = Driver.of(1, 1, 2, 3);
        follower.receive(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(), 0, 1));
        follower.syncAtOnce = false;
        for (long prev = 0; prev < 100; prev++) {
            Entry entry = new Entry(1, prev + 1, MemoryLog.command("x".repeat(968)));
            follower.receive(
                    new Message.AppendEntries(
                            2, 1, 1, prev, prev == 0 ? 0 : 1, List.of(entry), 0, 1));
        }
        assertEquals(11, follower.node.lastIndex());
    }

    @Test
    void acknowledgementsWaitForTheTermToBeOnDisk() {
        MemoryLog log = MemoryLog.ofTerms(1, 1);
        Driver follower = Driver.of(1, new HardState(1, HardState.NOBODY), log, 1, 2, 3);
        follower.syncAtOnce = false;
        Message heartbeat = new Message.AppendEntries(2, 1, 2, 2, 1, List.of(), 0, 1);
        assertEquals(List.of(), sent(follower.receive(heartbeat)));
        assertEquals(List.of(new Message.AppendEntriesReply(1, 2, 2, 2, 1)), sent(follower.sync()));
    }

    @Test
    void aCandidateAsksNobodyBeforeItsOwnVoteIsOnDisk() {
        Driver driver = Driver.of(1, 1, 2, 3);
        driver.syncAtOnce = false;
        driver.tick(2 * ELECTION_TICKS);
        assertEquals(List.of(), sent(driver.receive(new Message.PreVoteReply(2, 1, 1, true))));
        assertEquals(List.of(), sent(driver.tick(5 * ELECTION_TICKS)));
        assertEquals(1, driver.node.currentTerm());
        assertEquals(2, sent(Message.RequestVote.class, driver.sync()).size());
    }

    @Test
    void aReportOfWhatWasNeverWrittenIsABug() {
        Driver driver = Driver.of(1, 1, 2, 3);
        assertThrows(InvariantViolation.class, () -> driver.step(new Event.Persisted(1)));
    }

    @Test
    void aMessageForSomebodyElseIsDropped() {
        Driver driver = Driver.of(1, 1, 2, 3);
        assertEquals(
                List.of(),
                driver.receive(new Message.AppendEntries(2, 3, 9, 0, 0, List.of(), 0, 1)));
        assertEquals(0, driver.node.currentTerm());
    }

    @Test
    void aTargetIsAskedToStandOnceItHasEverything() {
        Driver leader = leader();
        leader.propose(1, "x");
        List<Effect> asked = leader.step(new Event.TransferRequested(2, 2));
        assertEquals(1, only(Effect.Accepted.class, asked).size());
        assertEquals(List.of(), sent(Message.TimeoutNow.class, asked));
        assertEquals(
                List.of(new Effect.Refused(3, Refusal.TRANSFERRING, 1)), leader.propose(3, "y"));
        assertEquals(
                List.of(new Message.TimeoutNow(1, 2, 1)),
                sent(Message.TimeoutNow.class, leader.acknowledge(2, 2)));
    }

    @Test
    void aTransferThatTakesTooLongIsGivenUp() {
        Driver leader = leader();
        leader.step(new Event.TransferRequested(2, 3));
        for (int i = 0; i < ELECTION_TICKS; i++) {
            for (Message.AppendEntries round : sent(Message.AppendEntries.class, leader.tick())) {
                leader.receive(new Message.AppendEntriesReply(2, 1, 1, 1, round.round()));
            }
        }
        assertEquals(1, only(Effect.Accepted.class, leader.propose(3, "y")).size());
    }

    @Test
    void aTransferGoesToWhoeverIsFurthestAndNobodyWaits() {
        Cluster cluster = Cluster.of(3);
        Driver old = cluster.leader();
        cluster.run(old.id, new Event.TransferRequested(1, HardState.NOBODY));
        assertEquals(1, cluster.leaders().size());
        assertTrue(cluster.leaders().get(0) != old);
    }

    @Test
    void onlyAnotherVoterCanTakeOver() {
        Driver leader = leader();
        for (int to : new int[] {1, 7}) {
            assertEquals(
                    List.of(new Effect.Refused(2, Refusal.INVALID_TARGET, 1)),
                    leader.step(new Event.TransferRequested(2, to)));
        }
    }

    @Test
    void uncommittedBytesReachTheirLimitAndGoNoFurther() {
        Driver leader = leader();
        leader.propose(1, "x".repeat(968));
        // Of the limit, 1,000 bytes are taken: a command, and what an entry costs beside it.
        assertEquals(
                List.of(new Effect.Refused(2, Refusal.OVERLOADED, 1)),
                leader.propose(2, "x".repeat(9_001)));
        assertEquals(1, only(Effect.Accepted.class, leader.propose(3, "x".repeat(9_000))).size());
    }

    @Test
    void aFollowerWhoseDiskHangsStillAnswersHeartbeats() {
        Driver follower = Driver.of(1, 1, 2, 3);
        follower.receive(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(), 0, 1));
        follower.syncAtOnce = false;
        Entry entry = new Entry(1, 1, MemoryLog.command("x".repeat(20_000)));
        follower.receive(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(entry), 0, 1));
        assertEquals(
                List.of(new Message.AppendEntriesReply(1, 2, 1, 0, 2)),
                sent(follower.receive(new Message.AppendEntries(2, 1, 1, 1, 1, List.of(), 0, 2))));
    }
}
