package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that a server is not in a state for, and what it tells of itself. */
class RaftNodeTest {
    private static final Configuration MEMBERS = Configuration.of(List.of(1, 2, 3));

    private static Driver started(HardState hardState, MemoryLog log) {
        return Driver.of(1, hardState, log, 1, 2, 3);
    }

    private static Message.AppendEntries heartbeat(
            int from, long term, long prev, long prevTerm, long commit, long round) {
        return new Message.AppendEntries(from, 1, term, prev, prevTerm, List.of(), commit, round);
    }

    /** A follower of server 2 in term 1, whose two entries are committed. */
    private static Driver follower() {
        Driver follower = started(new HardState(1, HardState.NOBODY), MemoryLog.ofTerms(1, 1));
        follower.receive(heartbeat(2, 1, 2, 1, 2, 1));
        assertEquals(2, follower.node.commitIndex());
        return follower;
    }

    @Test
    void aServerTellsWhatItFoundInStorage() {
        MemoryLog log = MemoryLog.ofTerms(1, 1, 2);
        log.write(List.of(new Entry(2, 4, new Payload.Reconfigure(MEMBERS))));
        RaftNode node = started(new HardState(3, 2), log).node;
        assertEquals(3, node.currentTerm());
        assertEquals(2, node.votedFor());
        assertEquals(4, node.lastIndex());
        assertEquals(4, node.persistedIndex());
        assertEquals(1, node.term(2));
        assertEquals(2, node.term(3));
        assertEquals(4, node.configurationIndex());
    }

    @Test
    void othersThanTheLeaderRefuseWhateverIsAsked() {
        Driver follower = follower();
        for (Event request :
                List.of(
                        new Event.ReadRequested(5),
                        new Event.MembersRequested(5, Configuration.of(List.of(1, 2))),
                        new Event.TransferRequested(5, 3))) {
            assertEquals(
                    List.of(new Effect.Refused(5, Refusal.NOT_LEADER, 2)), follower.step(request));
        }
    }

    @Test
    void aProposalHasACommand() {
        Driver follower = follower();
        assertThrows(
                IllegalArgumentException.class,
                () -> follower.step(new Event.Proposed(5, List.of())));
    }

    @Test
    void answersToAnEarlierTermAreDropped() {
        Driver driver = started(new HardState(5, HardState.NOBODY), new MemoryLog());
        for (Message late :
                List.of(
                        new Message.PreVoteReply(2, 1, 4, false),
                        new Message.RequestVoteReply(2, 1, 4, true),
                        new Message.AppendEntriesReply(2, 1, 4, 0, 1),
                        new Message.AppendEntriesRejected(2, 1, 4, 0, 0, 1, 1),
                        new Message.InstallSnapshotReply(2, 1, 4, 3, 0, 1),
                        new Message.TimeoutNow(2, 1, 4))) {
            assertEquals(List.of(), driver.receive(late));
        }
    }

    @Test
    void aLeaderHasEverythingThatIsCommitted() {
        Driver follower = follower();
        assertThrows(InvariantViolation.class, () -> follower.receive(heartbeat(3, 2, 2, 2, 2, 1)));
    }

    @Test
    void nobodyHasWhatWasNeverSent() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        assertThrows(InvariantViolation.class, () -> leader.acknowledge(2, 2));
        leader.acknowledge(2, 1);
        assertEquals(1, leader.node.commitIndex());
    }

    @Test
    void aSnapshotThatIsNotLaterThanTheLatestIsNone() {
        Driver follower = follower();
        assertEquals(List.of(), follower.step(new Event.SnapshotTaken(SnapshotMeta.NONE)));
        assertEquals(0, follower.node.compactedIndex());
    }

    @Test
    void aSnapshotThatNobodyWaitsForRestoresNothing() {
        Driver follower = follower();
        SnapshotMeta meta = new SnapshotMeta(30, 1, MEMBERS);
        assertEquals(List.of(), follower.step(new Event.SnapshotRestored(meta)));
        assertEquals(2, follower.node.lastIndex());
    }

    @Test
    void heartbeatsAreAnsweredWhileASnapshotIsBeingRestored() {
        RaftNode node = follower().node;
        SnapshotMeta meta = new SnapshotMeta(30, 1, MEMBERS);
        node.step(
                new Event.Received(
                        new Message.InstallSnapshot(
                                2, 1, 1, meta, 0, Bytes.utf8("0123456789"), true, 1)));
        List<Effect> written = node.step(new Event.SnapshotWritten(30, 10));
        assertEquals(List.of(new Effect.Restore(meta)), written);
        assertEquals(
                List.of(new Message.AppendEntriesReply(1, 2, 1, 2, 2)),
                sent(node.step(new Event.Received(heartbeat(2, 1, 2, 1, 2, 2)))));
        // Another leader is told what is committed here as well, once its term is on disk.
        List<Effect> next = node.step(new Event.Received(heartbeat(3, 2, 2, 1, 2, 1)));
        long ticket = only(Effect.Persist.class, next).get(0).ticket();
        assertEquals(
                List.of(new Message.AppendEntriesReply(1, 3, 2, 2, 1)),
                sent(node.step(new Event.Persisted(ticket))));
    }
}
