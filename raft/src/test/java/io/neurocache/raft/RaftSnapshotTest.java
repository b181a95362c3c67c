package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Snapshots and compaction (§7). */
class RaftSnapshotTest {
    private static final Configuration MEMBERS = Configuration.of(List.of(1, 2, 3));

    private static Message.InstallSnapshot piece(
            int from, long term, long lastIncludedIndex, long offset, boolean done) {
        SnapshotMeta meta = new SnapshotMeta(lastIncludedIndex, 1, MEMBERS);
        return new Message.InstallSnapshot(
                from, 1, term, meta, offset, Bytes.utf8("0123456789"), done, 1);
    }

    private static List<Message.InstallSnapshotReply> replies(List<Effect> effects) {
        return sent(Message.InstallSnapshotReply.class, effects);
    }

    /** One leader, one follower that has everything, and one that lacks what was compacted. */
    private static final class Lagging {
        final Cluster cluster = Cluster.of(3);
        final Driver leader = cluster.leader();
        final Driver behind = cluster.others(leader).iterator().next();

        Lagging() {
            cluster.isolate(behind.id);
            propose(20);
            cluster.send(leader.takeSnapshot(95));
        }

        void propose(int count) {
            for (int i = 0; i < count; i++) {
                cluster.propose(i, "x" + i);
            }
        }

        PeerStatus status() {
            return leader.node.peers().stream()
                    .filter(peer -> peer.id() == behind.id)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @DisplayName("§7 The entries up to the snapshot are discarded, but for a few that stay")
    void aSnapshotLetsTheLogGo() {
        Lagging lagging = new Lagging();
        assertEquals(21, lagging.leader.log.snapshot().lastIncludedIndex());
        assertEquals(19, lagging.leader.node.compactedIndex());
        assertEquals(20, lagging.leader.log.firstIndex());
    }

    @Test
    @DisplayName("§7 The leader sends a snapshot when it has discarded the next entry")
    void aFollowerFarBehindGetsTheSnapshotInPieces() {
        Lagging lagging = new Lagging();
        lagging.cluster.heal();
        lagging.leader.effects.clear();
        lagging.cluster.tick(4);
        List<Message.InstallSnapshot> pieces =
                sent(Message.InstallSnapshot.class, lagging.leader.effects);
        assertEquals(
                List.of(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L),
                pieces.stream().map(Message.InstallSnapshot::offset).toList());
        assertEquals(PeerStatus.State.REPLICATE, lagging.status().state());
        assertEquals(21, lagging.behind.node.lastApplied());
    }

    @Test
    void aTransferGoesOnWhereItWasInterrupted() {
        Lagging lagging = new Lagging();
        List<Long> offsets = new ArrayList<>();
        lagging.cluster.drop(message -> {
            if (message instanceof Message.InstallSnapshot piece) {
                offsets.add(piece.offset());
                return offsets.size() == 4;
            }
            return false;
        });
        lagging.cluster.tick(4);
        assertEquals(List.of(0L, 10L, 20L, 30L), offsets);
        lagging.cluster.tick(Driver.CONFIG.electionTimeoutTicks());
        assertEquals(List.of(30L, 40L, 50L, 60L, 70L, 80L, 90L), offsets.subList(4, 11));
        assertEquals(11, offsets.size());
        assertEquals(21, lagging.behind.node.lastApplied());
    }

    @Test
    void theLogIsKeptForAFollowerThatInstalls() {
        Lagging lagging = new Lagging();
        lagging.cluster.drop(message -> message instanceof Message.InstallSnapshotReply);
        lagging.cluster.tick(4);
        assertEquals(PeerStatus.State.SNAPSHOT, lagging.status().state());
        lagging.propose(20);
        lagging.cluster.send(lagging.leader.takeSnapshot(95));
        assertEquals(41, lagging.leader.log.snapshot().lastIncludedIndex());
        // Entry 22, the first behind the snapshot on its way, is still there.
        assertTrue(lagging.leader.node.compactedIndex() <= 21);
        lagging.cluster.heal();
        lagging.cluster.tick(4 * Driver.CONFIG.electionTimeoutTicks());
        assertEquals(41, lagging.behind.node.lastApplied());
        assertEquals(39, lagging.leader.node.compactedIndex());
    }

    @Test
    void theLogIsNotKeptForAFollowerThatIsGone() {
        Lagging lagging = new Lagging();
        lagging.cluster.drop(message -> message instanceof Message.InstallSnapshotReply);
        lagging.cluster.tick(4);
        lagging.cluster.isolate(lagging.behind.id);
        lagging.propose(20);
        lagging.cluster.send(lagging.leader.takeSnapshot(95));
        lagging.cluster.tick(11 * Driver.CONFIG.electionTimeoutTicks());
        assertEquals(39, lagging.leader.node.compactedIndex());
        lagging.cluster.heal();
        lagging.cluster.tick(4 * Driver.CONFIG.electionTimeoutTicks());
        assertEquals(41, lagging.behind.node.lastApplied());
    }

    @Test
    void anUnreadableSnapshotIsAskedForAgainLater() {
        Lagging lagging = new Lagging();
        RaftNode node = lagging.leader.node;
        int to = lagging.behind.id;
        long term = node.currentTerm();
        Message refusal = new Message.AppendEntriesRejected(to, node.id(), term, 5, 0, 2, 0);
        List<Effect> effects = node.step(new Event.Received(refusal));
        assertEquals(
                List.of(new Effect.ReadSnapshot(to, 21, 0, 10)),
                only(Effect.ReadSnapshot.class, effects));
        assertEquals(List.of(), node.step(new Event.SnapshotUnreadable(to, 21)));
        int asked = 0;
        for (int i = 0; i < 2 * Driver.CONFIG.electionTimeoutTicks() - 1; i++) {
            List<Effect> tick = node.step(new Event.Ticked());
            asked += only(Effect.ReadSnapshot.class, tick).size();
            for (Message.AppendEntries round : sent(Message.AppendEntries.class, tick)) {
                node.step(
                        new Event.Received(
                                new Message.AppendEntriesReply(
                                        round.to(), node.id(), term, 1, round.round())));
            }
        }
        assertEquals(1, asked);
    }

    @Test
    @DisplayName("Figure 13: Pieces are written in order; the answer tells the first missing byte")
    void piecesAreAcknowledgedByTheFirstMissingByte() {
        Driver follower = Driver.of(1, 1, 2, 3);
        assertEquals(10, replies(follower.receive(piece(2, 1, 30, 0, false))).get(0).nextOffset());
        // Neither a repeated piece nor one behind a gap is written.
        for (long offset : new long[] {0, 20}) {
            List<Effect> effects = follower.receive(piece(2, 1, 30, offset, false));
            assertEquals(List.of(), only(Effect.WriteSnapshot.class, effects));
            assertEquals(10, replies(effects).get(0).nextOffset());
        }
    }

    @Test
    void anotherLeadersSnapshotBeginsAnew() {
        Driver follower = Driver.of(1, 1, 2, 3);
        follower.receive(piece(2, 1, 30, 0, false));
        List<Effect> effects = follower.receive(piece(3, 2, 30, 10, false));
        assertEquals(0, replies(effects).get(0).nextOffset());
    }

    @Test
    @DisplayName("Figure 13: The whole log is discarded, and the state machine reset")
    void theLastPieceReplacesTheLog() {
        MemoryLog log = MemoryLog.ofTerms(1, 1);
        Driver follower = Driver.of(1, new HardState(1, HardState.NOBODY), log, 1, 2, 3);
        List<Effect> effects = follower.receive(piece(2, 1, 30, 0, true));
        assertEquals(1, only(Effect.Restore.class, effects).size());
        assertEquals(30, follower.node.lastIndex());
        assertEquals(30, follower.node.commitIndex());
        assertEquals(30, follower.node.lastApplied());
        assertEquals(List.of(new Message.AppendEntriesReply(1, 2, 1, 30, 1)), sent(effects));
        Entry next = new Entry(1, 31, MemoryLog.command("x"));
        follower.receive(new Message.AppendEntries(2, 1, 1, 30, 1, List.of(next), 31, 1));
        assertEquals(List.of("x"), follower.commands());
    }

    @Test
    @DisplayName("§7 A log that has the snapshot's last entry is kept")
    void aSnapshotOfWhatIsThereOnlyCommits() {
        MemoryLog log = MemoryLog.ofTerms(1, 1, 1);
        Driver follower = Driver.of(1, new HardState(1, HardState.NOBODY), log, 1, 2, 3);
        List<Effect> effects = follower.receive(piece(2, 1, 2, 0, true));
        assertEquals(List.of(), only(Effect.WriteSnapshot.class, effects));
        assertEquals(2, follower.node.commitIndex());
        assertEquals(3, follower.node.lastIndex());
        assertEquals(2, sent(Message.AppendEntriesReply.class, effects).get(0).matchIndex());
    }

    @Test
    void nothingIsStoodForOrAppendedWhileASnapshotIsBeingRestored() {
        RaftNode node = Driver.of(1, 1, 2, 3).node;
        node.step(new Event.Received(piece(2, 1, 30, 0, true)));
        node.step(new Event.Persisted(1));
        assertEquals(
                1, only(Effect.Restore.class, node.step(new Event.SnapshotWritten(30, 10))).size());
        Entry entry = new Entry(1, 1, MemoryLog.command("x"));
        node.step(
                new Event.Received(new Message.AppendEntries(2, 1, 1, 0, 0, List.of(entry), 1, 2)));
        assertEquals(0, node.lastIndex());
        for (int i = 0; i < 100; i++) {
            assertEquals(List.of(), sent(node.step(new Event.Ticked())));
        }
        assertInstanceOf(Follower.class, node.role());
    }

    @Test
    void aServerStartsFromItsSnapshot() {
        Lagging lagging = new Lagging();
        lagging.leader.crash();
        assertEquals(21, lagging.leader.node.commitIndex());
        assertEquals(21, lagging.leader.node.lastApplied());
        assertEquals(19, lagging.leader.node.compactedIndex());
        assertEquals(MEMBERS, lagging.leader.node.configuration());
    }

    @Test
    @DisplayName("Figure 13: A piece of an earlier term is refused, and its sender told the term")
    void aPieceOfAnEarlierTermIsNotWritten() {
        HardState hardState = new HardState(5, HardState.NOBODY);
        Driver follower = Driver.of(1, hardState, new MemoryLog(), 1, 2, 3);
        List<Effect> effects = follower.receive(piece(2, 4, 30, 0, false));
        assertEquals(
                List.of(new Effect.Send(new Message.InstallSnapshotReply(1, 2, 5, 30, 0, 0))),
                effects);
    }
}
