package io.neurocache.raft;

import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Elections beyond what the paper says of them, and what can only happen by a bug. */
class RolesTest {
    private static final Configuration MEMBERS = Configuration.of(List.of(1, 2, 3));
    private static final int ELECTION_TICKS = Driver.CONFIG.electionTimeoutTicks();

    @Test
    @DisplayName("Dissertation §9.6: A pre-vote is for a later term than the voter's own")
    void nobodyIsElectedInATermThatHasBeen() {
        HardState hardState = new HardState(5, HardState.NOBODY);
        Driver driver = Driver.of(1, hardState, new MemoryLog(), 1, 2, 3);
        for (long term : new long[] {4, 5}) {
            assertEquals(
                    List.of(new Message.PreVoteReply(1, 2, 5, false)),
                    sent(driver.receive(new Message.PreVote(2, 1, term, 9, 5))));
        }
        assertEquals(
                List.of(new Message.PreVoteReply(1, 2, 6, true)),
                sent(driver.receive(new Message.PreVote(2, 1, 6, 9, 5))));
    }

    @Test
    void aPreCandidateWaitsAsLongAsAFollower() {
        Driver driver = Driver.of(1, 1, 2, 3);
        driver.tick(2 * ELECTION_TICKS);
        assertInstanceOf(PreCandidate.class, driver.node.role());
        ticksToTheNextPreVote(driver);
        Set<Integer> waits = new TreeSet<>();
        for (int i = 0; i < 500; i++) {
            waits.add(ticksToTheNextPreVote(driver));
        }
        assertEquals(ELECTION_TICKS + 1, waits.size());
        assertEquals(ELECTION_TICKS, waits.stream().min(Integer::compare).orElseThrow());
        assertEquals(2 * ELECTION_TICKS, waits.stream().max(Integer::compare).orElseThrow());
    }

    private static int ticksToTheNextPreVote(Driver driver) {
        for (int ticks = 1; ticks < 10 * ELECTION_TICKS; ticks++) {
            if (!sent(Message.PreVote.class, driver.tick()).isEmpty()) {
                return ticks;
            }
        }
        throw new AssertionError("waits without end");
    }

    @Test
    void aTermHasOneLeader() {
        Driver follower = Driver.of(1, 1, 2, 3);
        follower.receive(heartbeat(2, 1));
        assertThrows(InvariantViolation.class, () -> follower.receive(heartbeat(3, 1)));
        Driver leader = Driver.of(1, 1, 2, 3).elected();
        assertThrows(InvariantViolation.class, () -> leader.receive(heartbeat(3, 1)));
    }

    private static Message heartbeat(int from, long term) {
        return new Message.AppendEntries(from, 1, term, 0, 0, List.of(), 0, 1);
    }

    @Test
    void nobodyLeadsWithALogThatIsNotOnDisk() {
        HardState hardState = new HardState(1, HardState.NOBODY);
        SplittableRandom random = new SplittableRandom(1);
        Server server = new Server(1, Driver.CONFIG, hardState, new MemoryLog(), MEMBERS, random);
        Roles roles = new Roles(server, new SnapshotReceiver(server));
        roles.timeoutNow();
        server.persist();
        server.persisted(1);
        roles.persisted();
        assertInstanceOf(Candidate.class, roles.current());
        server.log.append(new Entry(1, 1, new Payload.Noop()));
        assertThrows(
                InvariantViolation.class,
                () -> roles.counted(new Message.RequestVoteReply(2, 1, 2, true)));
    }
}
