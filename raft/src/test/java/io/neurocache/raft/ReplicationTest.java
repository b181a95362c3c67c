package io.neurocache.raft;

import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a leader brings its log to the others (§5.3), and whom it waits for. */
class ReplicationTest {
    private static final int TIMEOUT_TICKS = Driver.CONFIG.electionTimeoutTicks();

    private static RaftConfig config(int maxAppendBytes, int maxInflightMessages) {
        return new RaftConfig(
                10,
                2,
                maxAppendBytes,
                maxInflightMessages,
                100_000,
                100,
                10,
                2,
                RaftConfig.ReadMode.READ_INDEX);
    }

    private static Driver leader(RaftConfig config, MemoryLog log) {
        HardState hardState = new HardState(log.term(log.lastIndex()), HardState.NOBODY);
        Configuration members = Configuration.of(List.of(1, 2, 3));
        return new Driver(1, config, hardState, log, members).elected();
    }

    private static List<Message.AppendEntries> appendsTo(int to, List<Effect> effects) {
        return sent(Message.AppendEntries.class, effects).stream()
                .filter(message -> message.to() == to && !message.entries().isEmpty())
                .toList();
    }

    @ParameterizedTest
    @DisplayName("End of §5.3: A refusal names a term, and the leader skips all of it at once")
    @CsvSource({
        // The leader has 1 1 1 4 4 5 5 6 6 6 and was refused at index 10: conflictTerm,
        // conflictIndex, where it goes on.
        "0, 8, 8", // a log that ends at 7
        "4, 4, 6", // 1 1 1 4 4 4 4 4 4 4: behind the leader's last entry of the same term
        "5, 6, 8", // 1 1 1 4 4 5 5 5 5 5
        "3, 7, 4", // 1 1 1 2 2 2 3 3 3 3: the leader knows no term from 4 on that the member has
        "2, 2, 2", // 1 2 2 2 2 2 2 2 2 2: the member has nothing of the term before
        "7, 9, 9", // 1 1 1 4 4 5 5 6 7 7
        "7, 11, 10" // never behind what was refused
    })
    void aRefusalSkipsWholeTerms(long conflictTerm, long conflictIndex, long next) {
        MemoryLog log = MemoryLog.ofTerms(1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
        Driver leader = leader(Driver.CONFIG, log);
        long term = leader.node.currentTerm();
        List<Effect> effects =
                leader.receive(
                        new Message.AppendEntriesRejected(
                                2, 1, term, 10, conflictTerm, conflictIndex, 1));
        PeerStatus status = leader.node.peers().get(0);
        assertEquals(PeerStatus.State.PROBE, status.state());
        assertEquals(next, status.nextIndex());
        assertEquals(next - 1, appendsTo(2, effects).get(0).prevLogIndex());
    }

    @Test
    void aMemberFarBehindIsSentSoMuchInOneStepAndNoMore() {
        Driver leader = leader(config(100, 64), new MemoryLog());
        proposeFullMessages(leader, 20);
        List<Message.AppendEntries> sent = appendsTo(2, leader.acknowledge(2, 1));
        assertEquals(List.of(2L, 3L, 4L, 5L), firstIndices(sent));
        assertEquals(List.of(6L, 7L, 8L, 9L), firstIndices(appendsTo(2, leader.tick())));
    }

    @Test
    void theWindowIsBoundedInBytesToo() {
        Driver leader = leader(config(100, 64), new MemoryLog());
        proposeFullMessages(leader, 20);
        leader.acknowledge(2, 1);
        leader.tick();
        assertEquals(8, leader.node.peers().get(0).inflightMessages());
        assertEquals(List.of(), appendsTo(2, leader.tick()));
        assertEquals(List.of(10L, 11L), firstIndices(appendsTo(2, leader.acknowledge(2, 3))));
    }

    /** Each of the commands makes an entry of 100 bytes. */
    private static void proposeFullMessages(Driver leader, int count) {
        for (int i = 0; i < count; i++) {
            leader.propose(i, "x".repeat(68));
        }
    }

    private static List<Long> firstIndices(List<Message.AppendEntries> messages) {
        return messages.stream().map(message -> message.entries().get(0).index()).toList();
    }

    @Test
    void whatWasReadForOneMemberIsReadAgainOnceTheLogHasGrown() {
        Driver leader = leader(config(1_000, 1), new MemoryLog());
        leader.acknowledge(2, 1);
        assertEquals(1, appendsTo(2, leader.propose(1, "x")).size());
        assertEquals(List.of(), sent(leader.propose(2, "y")));
        List<Message.AppendEntries> sent = appendsTo(3, leader.acknowledge(3, 1));
        assertEquals(List.of(2L), firstIndices(sent));
        assertEquals(2, sent.get(0).entries().size());
    }

    @Test
    void aMemberThatIsALittleBehindIsServedFromMemory() {
        MemoryLog log = new MemoryLog();
        Driver leader = leader(Driver.CONFIG, log);
        leader.acknowledge(2, 1);
        for (int i = 2; i <= 20; i++) {
            leader.propose(i, "x");
            leader.acknowledge(2, i);
        }
        assertEquals(20, leader.node.lastApplied());
        int before = log.reads;
        assertEquals(List.of(2L), firstIndices(appendsTo(3, leader.acknowledge(3, 1))));
        assertEquals(before, log.reads);
    }

    /** A leader's view without the leader: 2 and 3 vote, 4 learns; the snapshot ends at 5. */
    @Nested
    class Members {
        private final Server server = server();
        private final Replication replication = new Replication(server);

        private static Server server() {
            Configuration members =
                    new Configuration(
                            new TreeSet<>(List.of(1, 2, 3)),
                            new TreeSet<>(),
                            new TreeSet<>(List.of(4)));
            MemoryLog log = new MemoryLog();
            log.restore(new SnapshotMeta(5, 1, members));
            HardState hardState = new HardState(1, HardState.NOBODY);
            return new Server(1, Driver.CONFIG, hardState, log, members, new SplittableRandom(1));
        }

        private Progress member(int id) {
            return Objects.requireNonNull(replication.get(id));
        }

        @BeforeEach
        void someTimeHasPassed() {
            tick(3 * TIMEOUT_TICKS);
        }

        private void tick(int ticks) {
            for (int i = 0; i < ticks; i++) {
                server.tick();
            }
        }

        private void hear(int id) {
            member(id).heard(1, server.now());
        }

        @Test
        void theFurthestVoterIsSoughtAmongThoseThatWereHeardWithinATimeout() {
            hear(2);
            replication.acknowledged(member(2), 5);
            tick(1);
            hear(3);
            tick(TIMEOUT_TICKS - 1);
            assertEquals(2, replication.furthestVoter());
            tick(1);
            assertEquals(3, replication.furthestVoter());
            tick(1);
            assertEquals(HardState.NOBODY, replication.furthestVoter());
        }

        @Test
        void ofEquallyFarVotersTheFirstIsTaken() {
            hear(2);
            hear(3);
            assertEquals(2, replication.furthestVoter());
            replication.acknowledged(member(3), 5);
            assertEquals(3, replication.furthestVoter());
        }

        @Test
        void aLearnerIsNoVoterHoweverFar() {
            hear(4);
            replication.acknowledged(member(4), 5);
            assertEquals(HardState.NOBODY, replication.furthestVoter());
        }

        @Test
        void theLogIsKeptForSomebodyWhoTakesASnapshotUntilItIsSilentForTenTimeouts() {
            hear(2);
            member(2).needsSnapshot(new SnapshotSender(server, 2));
            tick(10 * TIMEOUT_TICKS - 1);
            assertEquals(5, replication.retainedAbove());
            tick(1);
            assertEquals(Long.MAX_VALUE, replication.retainedAbove());
            hear(2);
            assertEquals(5, replication.retainedAbove());
        }
    }
}
