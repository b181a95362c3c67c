package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The extended Raft paper, sentence by sentence: log replication and safety (§5.3 to §5.5, §8). */
class RaftPaperLogTest {
    private static Entry entry(long term, long index) {
        return new Entry(term, index, MemoryLog.command("t" + term + "i" + index));
    }

    private static Message.AppendEntries append(
            long term, long prev, long prevTerm, long commit, Entry... entries) {
        return new Message.AppendEntries(2, 1, term, prev, prevTerm, List.of(entries), commit, 1);
    }

    private static Driver follower(long... terms) {
        long term = LongStream.of(terms).max().orElse(0);
        HardState hardState = new HardState(term, HardState.NOBODY);
        return Driver.of(1, hardState, MemoryLog.ofTerms(terms), 1, 2, 3);
    }

    /** A leader whose first entry, at index 1, is committed. */
    private static Driver leader() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        leader.acknowledge(3, 1);
        return leader;
    }

    @Test
    @DisplayName("§5.3 The leader appends the command, then issues AppendEntries in parallel")
    void aCommandGoesToTheLogAndToAllOthers() {
        Driver leader = leader();
        leader.syncAtOnce = false;
        List<Effect> effects = leader.propose(7, "x");
        Entry entry = new Entry(1, 2, MemoryLog.command("x"));
        assertEquals(
                List.of(new Effect.Accepted(7, 1, 2, 1)), only(Effect.Accepted.class, effects));
        assertEquals(List.of(entry), only(Effect.Persist.class, effects).get(0).entries());
        assertEquals(
                List.of(
                        new Message.AppendEntries(1, 2, 1, 1, 1, List.of(entry), 1, 1),
                        new Message.AppendEntries(1, 3, 1, 1, 1, List.of(entry), 1, 1)),
                sent(effects));
    }

    @Test
    @DisplayName("Dissertation §10.2.1: The leader writes to its disk in parallel to replication")
    void theWriteComesBeforeTheMessagesAndWaitsForNothing() {
        Driver leader = leader();
        leader.syncAtOnce = false;
        List<Effect> effects = leader.propose(7, "x");
        int persist = effects.indexOf(only(Effect.Persist.class, effects).get(0));
        int send = effects.indexOf(only(Effect.Send.class, effects).get(0));
        assertTrue(persist < send);
    }

    @ParameterizedTest
    @DisplayName("§5.3 An entry is committed once it is replicated on a majority of the servers")
    @CsvSource({
        "1, 0, true",
        "2, 0, false",
        "2, 1, true",
        "3, 0, false",
        "3, 1, true",
        "4, 1, false",
        "4, 2, true",
        "5, 1, false",
        "5, 2, true"
    })
    void aMajorityCommits(int servers, int acknowledgements, boolean committed) {
        Driver leader = Cluster.of(servers).get(1).elected();
        for (int from = 2; from <= servers; from++) {
            leader.acknowledge(from, 1);
        }
        leader.propose(1, "x");
        for (int from = 2; from < 2 + acknowledgements; from++) {
            leader.acknowledge(from, 2);
        }
        assertEquals(committed ? 2 : 1, leader.node.commitIndex());
    }

    @Test
    @DisplayName("§5.3 The leader counts itself only up to what is on its own disk")
    void theLeadersOwnShareIsWhatItHasOnDisk() {
        Driver leader = leader();
        leader.syncAtOnce = false;
        leader.propose(1, "x");
        leader.acknowledge(2, 2);
        assertEquals(1, leader.node.commitIndex());
        leader.sync();
        assertEquals(2, leader.node.commitIndex());
    }

    @Test
    @DisplayName("§5.3 The leader applies the entry once it has been safely replicated")
    void aCommittedEntryIsApplied() {
        Driver leader = leader();
        leader.propose(1, "x");
        assertEquals(List.of(), leader.commands());
        leader.acknowledge(3, 2);
        assertEquals(List.of("x"), leader.commands());
    }

    @Test
    @DisplayName("§5.3 This also commits all preceding entries, including those of earlier leaders")
    void earlierEntriesAreCommittedWithTheFirstOfTheTerm() {
        Driver leader = follower(1, 1, 2);
        leader.elected();
        leader.acknowledge(2, 4);
        assertEquals(4, leader.node.commitIndex());
        assertEquals(List.of("e1", "e2", "e3"), leader.commands());
    }

    @Test
    @DisplayName("§5.3 The leader includes the highest committed index in future AppendEntries")
    void followersAreToldWhatIsCommitted() {
        Driver leader = leader();
        leader.propose(1, "x");
        leader.acknowledge(3, 2);
        List<Effect> effects = leader.acknowledge(2, 2);
        Message.AppendEntries told = sent(Message.AppendEntries.class, effects).get(0);
        assertEquals(2, told.to());
        assertEquals(2, told.leaderCommit());
    }

    @Test
    @DisplayName("§5.3 Once a follower learns that an entry is committed, it applies it in order")
    void aFollowerAppliesWhatIsCommitted() {
        Driver follower = follower();
        follower.receive(append(1, 0, 0, 0, entry(1, 1), entry(1, 2), entry(1, 3)));
        assertEquals(List.of(), follower.commands());
        follower.receive(append(1, 3, 1, 2));
        assertEquals(List.of("t1i1", "t1i2"), follower.commands());
        follower.receive(append(1, 3, 1, 9));
        assertEquals(List.of("t1i1", "t1i2", "t1i3"), follower.commands());
    }

    @Test
    @DisplayName("Figure 2: commitIndex = min(leaderCommit, index of last new entry)")
    void onlyWhatTheMessageVerifiesIsCommitted() {
        Driver follower = follower(1, 1, 1);
        follower.receive(append(2, 1, 1, 3));
        assertEquals(1, follower.node.commitIndex());
    }

    @ParameterizedTest
    @DisplayName("§5.3 If the follower does not find the preceding entry, it refuses the new ones")
    @CsvSource({
        // prevLogIndex and its term against 1 1 2 2: what the refusal says
        "5, 2, 0, 5",
        "9, 3, 0, 5",
        "4, 3, 2, 3",
        "3, 3, 2, 3",
        "2, 3, 1, 1",
        "1, 3, 1, 1"
    })
    void aGapIsRefused(long prev, long prevTerm, long conflictTerm, long conflictIndex) {
        Driver follower = follower(1, 1, 2, 2);
        List<Effect> effects = follower.receive(append(3, prev, prevTerm, 0));
        assertEquals(
                List.of(
                        new Message.AppendEntriesRejected(
                                1, 2, 3, prev, conflictTerm, conflictIndex, 1)),
                sent(effects));
        assertEquals(4, follower.node.lastIndex());
    }

    @Test
    @DisplayName("Figure 2: If an existing entry conflicts, delete it and all that follow it")
    void aConflictCutsTheLog() {
        Driver follower = follower(1, 1, 2, 2);
        follower.receive(append(3, 2, 1, 0, entry(3, 3)));
        assertEquals(List.of(1L, 1L, 3L), follower.log.terms());
    }

    @Test
    @DisplayName("Figure 2: Entries that are already in the log are not appended again")
    void aRepeatedMessageChangesNothing() {
        Driver follower = follower();
        Message.AppendEntries request = append(1, 0, 0, 0, entry(1, 1), entry(1, 2));
        follower.receive(request);
        follower.receive(append(1, 2, 1, 0, entry(1, 3)));
        List<Effect> again = follower.receive(request);
        assertEquals(List.of(), only(Effect.Persist.class, again));
        assertEquals(List.of(new Message.AppendEntriesReply(1, 2, 1, 3, 1)), sent(again));
        assertEquals(3, follower.node.lastIndex());
    }

    @Test
    @DisplayName("§5.3 An acknowledgement covers what is on the follower's disk")
    void aFollowerAcknowledgesWhatIsOnDisk() {
        Driver follower = follower();
        follower.receive(append(1, 0, 0, 0));
        follower.syncAtOnce = false;
        assertEquals(List.of(), sent(follower.receive(append(1, 0, 0, 0, entry(1, 1)))));
        assertEquals(List.of(new Message.AppendEntriesReply(1, 2, 1, 1, 1)), sent(follower.sync()));
    }

    static Stream<Arguments> figure7() {
        return Stream.of(
                        new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6},
                        new long[] {1, 1, 1, 4},
                        new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
                        new long[] {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7},
                        new long[] {1, 1, 1, 4, 4, 4, 4},
                        new long[] {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3})
                .map(Arguments::of);
    }

    @ParameterizedTest
    @DisplayName("§5.3, figure 7: The leader forces the followers' logs to duplicate its own")
    @MethodSource("figure7")
    void everyLogOfFigure7BecomesTheLeaders(long... terms) {
        MemoryLog leaders = MemoryLog.ofTerms(1, 1, 1, 4, 4, 5, 5, 6, 6, 6);
        Driver leader = Driver.of(1, new HardState(7, 0), leaders, 1, 2, 3).elected(List.of(3));
        Driver follower = Driver.of(2, new HardState(7, 0), MemoryLog.ofTerms(terms), 1, 2, 3);
        List<Message> toFollower = new ArrayList<>(sent(leader.effects));
        int refused = 0;
        for (int i = 0; i < 20 && !toFollower.isEmpty(); i++) {
            List<Message> replies = new ArrayList<>();
            for (Message message : toFollower) {
                if (message instanceof Message.AppendEntries && message.to() == 2) {
                    replies.addAll(sent(follower.receive(message)));
                }
            }
            toFollower.clear();
            for (Message reply : replies) {
                refused += reply instanceof Message.AppendEntriesRejected ? 1 : 0;
                toFollower.addAll(sent(leader.receive(reply)));
            }
        }
        assertEquals(leaders.terms(), follower.log.terms());
        // One refusal for each term of conflicting entries, not one for each entry.
        assertTrue(refused <= 3, "refused " + refused + " times");
    }

    @Test
    @DisplayName("§5.3 A new leader begins with the index just after the last one in its log")
    void nextIndexBeginsBehindTheLog() {
        Driver leader = follower(1, 1, 2).elected();
        Message.AppendEntries first = sent(Message.AppendEntries.class, leader.effects).get(0);
        assertEquals(3, first.prevLogIndex());
        assertEquals(2, first.prevLogTerm());
    }

    @Test
    @DisplayName("§5.3 A leader never overwrites or deletes entries in its own log")
    void aLeaderOnlyAppends() {
        Driver leader = follower(1, 1, 2).elected();
        leader.receive(new Message.AppendEntriesRejected(2, 1, 3, 3, 0, 1, 1));
        leader.receive(new Message.AppendEntries(3, 1, 2, 0, 0, List.of(entry(2, 1)), 0, 1));
        assertEquals(List.of(1L, 1L, 2L, 3L), leader.log.terms());
    }

    @Test
    @DisplayName("§5.4.2 Only entries of the leader's current term are committed by counting")
    void anOldEntryOnAMajorityIsNotCommitted() {
        Driver leader = follower(1, 2).elected();
        leader.acknowledge(2, 2);
        leader.acknowledge(3, 2);
        assertEquals(0, leader.node.commitIndex());
        leader.acknowledge(3, 3);
        assertEquals(3, leader.node.commitIndex());
    }

    @Test
    @DisplayName("§5.3 The leader retries until all followers eventually store all log entries")
    void aLostEntryIsSentAgain() {
        Cluster cluster = Cluster.of(3);
        Driver leader = cluster.leader();
        cluster.drop(message -> message instanceof Message.AppendEntries a && a.to() != leader.id);
        cluster.propose(1, "x");
        cluster.heal();
        cluster.tick(2 * Driver.CONFIG.heartbeatTicks());
        for (Driver driver : cluster.drivers.values()) {
            assertEquals(List.of("x"), driver.commands());
        }
    }

    @Test
    @DisplayName("§5.5 Crashed servers are retried; RPCs are idempotent, so this causes no harm")
    void aCrashedFollowerCatchesUp() {
        Cluster cluster = Cluster.of(3);
        Driver leader = cluster.leader();
        Driver follower = cluster.others(leader).iterator().next();
        cluster.propose(1, "x");
        follower.crash();
        cluster.propose(2, "y");
        cluster.tick(2 * Driver.CONFIG.heartbeatTicks());
        assertEquals(List.of("x", "y"), follower.commands());
    }

    @Test
    @DisplayName("§8 A new leader commits a blank entry at the start of its term")
    void aTermBeginsWithAnEntryOfItsOwn() {
        Driver leader = follower(1).elected();
        Entry first = sent(Message.AppendEntries.class, leader.effects).get(0).entries().get(0);
        assertEquals(2, first.term());
        assertEquals(2, first.index());
    }
}
