package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a leader does and refuses while it hands over (§3.10 of the dissertation). */
class LeaderTransferTest {
    private static final int ELECTION_TICKS = Driver.CONFIG.electionTimeoutTicks();

    /** A leader that hands over to server 3, which lacks everything. */
    private static Driver handingOver() {
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        leader.acknowledge(2, 1);
        assertEquals(1, only(Effect.Accepted.class, transfer(leader, 3)).size());
        return leader;
    }

    private static List<Effect> transfer(Driver leader, int to) {
        return leader.step(new Event.TransferRequested(7, to));
    }

    private static Configuration members(Set<Integer> voters, Set<Integer> learners) {
        return new Configuration(new TreeSet<>(voters), new TreeSet<>(), new TreeSet<>(learners));
    }

    /** Time passes, and server 2 answers. */
    private static void tick(Driver leader, int ticks) {
        for (int i = 0; i < ticks; i++) {
            for (Message.AppendEntries round : sent(Message.AppendEntries.class, leader.tick())) {
                if (round.to() == 2) {
                    leader.receive(new Message.AppendEntriesReply(2, 1, 1, 1, round.round()));
                }
            }
        }
    }

    private static void assertRefused(Refusal reason, List<Effect> effects) {
        List<Effect.Refused> refused = only(Effect.Refused.class, effects);
        assertEquals(List.of(reason), refused.stream().map(Effect.Refused::reason).toList());
    }

    @Test
    void nothingElseIsBegunMeanwhile() {
        Driver leader = handingOver();
        assertRefused(Refusal.TRANSFERRING, transfer(leader, 2));
        assertRefused(Refusal.TRANSFERRING, transfer(leader, HardState.NOBODY));
        assertRefused(Refusal.TRANSFERRING, leader.propose(8, "x"));
        Configuration target = members(Set.of(1, 2, 3), Set.of(4));
        assertRefused(Refusal.TRANSFERRING, leader.step(new Event.MembersRequested(9, target)));
        assertEquals(1, leader.node.lastIndex());
    }

    @Test
    void itIsGivenUpAfterAnElectionTimeoutAndNoSooner() {
        Driver leader = handingOver();
        tick(leader, ELECTION_TICKS - 1);
        assertRefused(Refusal.TRANSFERRING, leader.propose(8, "x"));
        tick(leader, 1);
        assertEquals(1, only(Effect.Accepted.class, leader.propose(8, "x")).size());
        assertEquals(1, only(Effect.Accepted.class, transfer(leader, 2)).size());
    }

    @Test
    void itOutlivesTheEndOfAChangeOfMembers() {
        Driver leader = Driver.of(1, 1, 2, 3, 4).elected();
        leader.acknowledge(2, 1);
        leader.acknowledge(3, 1);
        leader.step(new Event.MembersRequested(9, members(Set.of(1, 2, 3), Set.of())));
        assertTrue(leader.node.configuration().isJoint());
        // Server 4 has a vote still, and will have none.
        assertRefused(Refusal.INVALID_TARGET, transfer(leader, 4));
        assertEquals(1, only(Effect.Accepted.class, transfer(leader, 3)).size());
        leader.acknowledge(2, 2);
        leader.acknowledge(4, 2);
        assertFalse(leader.node.configuration().isJoint());
        assertRefused(Refusal.TRANSFERRING, leader.propose(8, "x"));
        assertEquals(
                List.of(new Message.TimeoutNow(1, 3, 1)),
                sent(Message.TimeoutNow.class, leader.acknowledge(3, 3)));
    }
}
