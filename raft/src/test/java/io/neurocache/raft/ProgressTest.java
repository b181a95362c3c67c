package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a leader knows of one member, in each state. */
class ProgressTest {
    private static final long MAX_BYTES = 1_000;
    private static final Configuration MEMBERS = Configuration.of(List.of(1, 2, 3));

    /** A member that is to be sent entry 5 next. */
    private final Progress member = new Progress(2, 5, 0, new Inflights(4, MAX_BYTES));

    private static SnapshotMeta snapshot(long index) {
        return new SnapshotMeta(index, 1, MEMBERS);
    }

    private static SnapshotSender senderOf(long index) {
        MemoryLog log = new MemoryLog();
        log.restore(snapshot(index));
        HardState hardState = new HardState(1, HardState.NOBODY);
        Server server =
                new Server(1, Driver.CONFIG, hardState, log, MEMBERS, new SplittableRandom(1));
        return new SnapshotSender(server, 2);
    }

    private void assertStatus(PeerStatus.State state, long match, long next, int inflight) {
        assertEquals(new PeerStatus(2, state, match, next, inflight), member.status());
    }

    /** Replicates, has everything up to entry 4, and is to be sent entry 5 next. */
    private void replicate() {
        member.acknowledged(4, 0);
        assertStatus(PeerStatus.State.REPLICATE, 4, 5, 0);
    }

    @Test
    void aProbeGoesAlone() {
        assertTrue(member.isReadyForEntries());
        member.sentEntries(6, 64);
        assertFalse(member.isReadyForEntries());
        assertStatus(PeerStatus.State.PROBE, 0, 5, 0);
    }

    @Test
    void entriesOfAProbeThatAreNotOnDiskYetStayUnderWay() {
        member.sentEntries(6, MAX_BYTES);
        member.acknowledged(4, 0);
        assertStatus(PeerStatus.State.REPLICATE, 4, 7, 1);
        assertFalse(member.isReadyForEntries(), "the window is full of the probe's bytes");
        member.acknowledged(6, 0);
        assertStatus(PeerStatus.State.REPLICATE, 6, 7, 0);
        assertTrue(member.isReadyForEntries());
    }

    @Test
    void aProbeThatIsAcknowledgedWholeLeavesNothingUnderWay() {
        member.sentEntries(6, 64);
        member.acknowledged(6, 0);
        assertStatus(PeerStatus.State.REPLICATE, 6, 7, 0);
    }

    @Test
    void aMemberThatHasMoreThanWasKnownIsSentWhatComesBehind() {
        member.acknowledged(9, 0);
        assertStatus(PeerStatus.State.REPLICATE, 9, 10, 0);
        // What was acknowledged before the log was gone back in arrives late.
        member.acknowledged(12, 0);
        assertStatus(PeerStatus.State.REPLICATE, 12, 13, 0);
    }

    @Test
    void anEarlierAcknowledgementTakesNothingBack() {
        member.acknowledged(9, 0);
        member.acknowledged(7, 0);
        assertStatus(PeerStatus.State.REPLICATE, 9, 10, 0);
    }

    @Test
    void entriesGoAheadOfTheAcknowledgements() {
        replicate();
        member.sentEntries(6, 64);
        member.sentEntries(8, 64);
        assertStatus(PeerStatus.State.REPLICATE, 4, 9, 2);
        member.acknowledged(6, 0);
        assertStatus(PeerStatus.State.REPLICATE, 6, 9, 1);
    }

    @Test
    void onlyTheRefusalOfTheOpenProbeCounts() {
        assertTrue(member.isRefusalCurrent(4));
        assertFalse(member.isRefusalCurrent(3));
        assertFalse(member.isRefusalCurrent(5));
    }

    @Test
    void aRefusalCountsWhereSomethingWasSentAhead() {
        replicate();
        member.sentEntries(8, 64);
        assertFalse(member.isRefusalCurrent(4));
        assertTrue(member.isRefusalCurrent(5));
        assertTrue(member.isRefusalCurrent(8));
        assertFalse(member.isRefusalCurrent(9));
    }

    @Test
    void whoeverIsProbedAgainHasNothingUnderWay() {
        replicate();
        member.sentEntries(8, MAX_BYTES);
        member.probe(5);
        assertStatus(PeerStatus.State.PROBE, 4, 5, 0);
        assertTrue(member.isReadyForEntries());
        member.acknowledged(4, 0);
        assertStatus(PeerStatus.State.REPLICATE, 4, 5, 0);
    }

    @Test
    void whatWasAcknowledgedIsNotProbed() {
        replicate();
        assertThrows(InvariantViolation.class, () -> member.probe(4));
        member.probe(5);
        assertStatus(PeerStatus.State.PROBE, 4, 5, 0);
    }

    @Test
    void besideASnapshotNothingIsSent() {
        replicate();
        member.sentEntries(8, 64);
        member.needsSnapshot(senderOf(20));
        assertStatus(PeerStatus.State.SNAPSHOT, 4, 9, 0);
        assertFalse(member.isReadyForEntries());
        assertFalse(member.isRefusalCurrent(8));
        assertThrows(InvariantViolation.class, () -> member.sentEntries(9, 64));
    }

    @Test
    void aSnapshotEndsWhereTheLogGoesOn() {
        member.needsSnapshot(senderOf(20));
        member.acknowledged(14, 15);
        assertEquals(PeerStatus.State.SNAPSHOT, member.state());
        member.acknowledged(15, 15);
        assertStatus(PeerStatus.State.REPLICATE, 15, 16, 0);
        assertNull(member.snapshot());
    }

    @Test
    void nothingStaysForAMemberThatNeededNoSnapshot() {
        assertEquals(Long.MAX_VALUE, member.retainedAbove(snapshot(20)));
    }

    @Test
    void whatComesBehindASnapshotOnItsWayStays() {
        member.needsSnapshot(senderOf(20));
        assertEquals(20, member.retainedAbove(snapshot(30)));
        // It got that far by the usual way meanwhile, and not as far as the log goes back.
        member.acknowledged(24, 26);
        assertEquals(24, member.retainedAbove(snapshot(30)));
    }

    @Test
    void whatAMemberLacksStaysUntilItIsUpToTheLatestSnapshot() {
        member.needsSnapshot(senderOf(20));
        member.acknowledged(20, 15);
        assertEquals(20, member.retainedAbove(snapshot(30)));
        member.acknowledged(29, 15);
        assertEquals(29, member.retainedAbove(snapshot(30)));
        member.acknowledged(30, 15);
        assertEquals(Long.MAX_VALUE, member.retainedAbove(snapshot(30)));
        assertEquals(Long.MAX_VALUE, member.retainedAbove(snapshot(40)));
    }
}
