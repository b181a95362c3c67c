package io.neurocache.raft;

import static io.neurocache.raft.Driver.only;
import static io.neurocache.raft.Driver.sent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The extended Raft paper, sentence by sentence: terms and elections (§5.1, §5.2, §5.4.1). {@link
 * RaftPaperLogTest} goes on with §5.3.
 */
class RaftPaperTest {
    private static final int ELECTION_TICKS = Driver.CONFIG.electionTimeoutTicks();

    private static Message.AppendEntries heartbeat(int from, int to, long term) {
        return new Message.AppendEntries(from, to, term, 0, 0, List.of(), 0, 1);
    }

    private static Driver candidate() {
        Driver driver = Driver.of(1, 1, 2, 3);
        while (!(driver.node.role() instanceof PreCandidate)) {
            driver.tick();
        }
        driver.receive(new Message.PreVoteReply(2, 1, 1, true));
        assertInstanceOf(Candidate.class, driver.node.role());
        return driver;
    }

    private static Driver inTerm(long term) {
        return Driver.of(1, new HardState(term, HardState.NOBODY), new MemoryLog(), 1, 2, 3);
    }

    @Test
    @DisplayName("§5.1 If one server's term is smaller than the other's, it updates its term")
    void aLargerTermIsAdopted() {
        Driver follower = Driver.of(1, 1, 2, 3);
        follower.receive(heartbeat(2, 1, 7));
        assertEquals(7, follower.node.currentTerm());
        assertEquals(7, follower.hardState().currentTerm());
    }

    @Test
    @DisplayName(
            "§5.1 If a candidate discovers that its term is out of date, it becomes a follower")
    void aCandidateOfAnOldTermFollows() {
        Driver driver = candidate();
        driver.receive(new Message.RequestVoteReply(3, 1, 9, false));
        assertInstanceOf(Follower.class, driver.node.role());
        assertEquals(9, driver.node.currentTerm());
    }

    @Test
    @DisplayName("§5.1 If a leader discovers that its term is out of date, it becomes a follower")
    void aLeaderOfAnOldTermFollows() {
        Driver driver = Driver.of(1, 1, 2, 3).elected();
        List<Effect> effects = driver.receive(heartbeat(2, 1, 9));
        assertEquals(
                List.of(new Effect.SteppedDown(1, StepDownCause.HIGHER_TERM)),
                only(Effect.SteppedDown.class, effects));
        assertEquals(2, driver.node.leader());
    }

    @Test
    @DisplayName("§5.1 If a server receives a request with a stale term, it rejects the request")
    void aStaleRequestIsRejected() {
        Driver driver = inTerm(5);
        assertEquals(
                List.of(new Message.AppendEntriesRejected(1, 2, 5, 0, 0, 0, 0)),
                sent(driver.receive(heartbeat(2, 1, 4))));
        assertEquals(
                List.of(new Message.RequestVoteReply(1, 2, 5, false)),
                sent(driver.receive(new Message.RequestVote(2, 1, 4, 9, 4, false))));
        assertEquals(HardState.NOBODY, driver.node.leader());
    }

    @Test
    @DisplayName(
            "Figure 2: Persistent state is updated on stable storage before responding to RPCs")
    void aVoteIsAnsweredOnceItIsOnDisk() {
        Driver driver = Driver.of(1, 1, 2, 3);
        driver.syncAtOnce = false;
        List<Effect> effects = driver.receive(new Message.RequestVote(2, 1, 1, 0, 0, false));
        assertEquals(List.of(), sent(effects));
        assertEquals(new HardState(1, 2), only(Effect.Persist.class, effects).get(0).hardState());
        assertEquals(List.of(new Message.RequestVoteReply(1, 2, 1, true)), sent(driver.sync()));
    }

    @Test
    @DisplayName("§5.2 When servers start up, they begin as followers")
    void aServerStartsAsAFollower() {
        Driver driver = Driver.of(1, 1, 2, 3);
        assertInstanceOf(Follower.class, driver.node.role());
        assertEquals(HardState.NOBODY, driver.node.leader());
    }

    @Test
    @DisplayName("§5.2 A server remains a follower as long as it receives valid RPCs from a leader")
    void aFollowerThatHearsItsLeaderDoesNotStand() {
        Driver driver = Driver.of(1, 1, 2, 3);
        for (int i = 0; i < 10 * ELECTION_TICKS; i++) {
            driver.receive(heartbeat(2, 1, 1));
            assertEquals(List.of(), sent(driver.tick()));
        }
        assertInstanceOf(Follower.class, driver.node.role());
    }

    @Test
    @DisplayName("§5.2 Leaders send periodic heartbeats to all followers")
    void aLeaderSendsHeartbeats() {
        Driver driver = Driver.of(1, 1, 2, 3).elected();
        driver.acknowledge(2, 1);
        driver.acknowledge(3, 1);
        List<Message> messages = sent(driver.tick(Driver.CONFIG.heartbeatTicks()));
        assertEquals(2, messages.size());
        for (Message message : messages) {
            assertEquals(List.of(), ((Message.AppendEntries) message).entries());
        }
    }

    @Test
    @DisplayName(
            "§5.2 If a follower receives no communication over the election timeout, it stands")
    void aFollowerWithoutALeaderStands() {
        Driver driver = Driver.of(1, 1, 2, 3);
        driver.tick(ELECTION_TICKS - 1);
        assertInstanceOf(Follower.class, driver.node.role());
        driver.tick(ELECTION_TICKS + 1);
        assertInstanceOf(PreCandidate.class, driver.node.role());
    }

    @Test
    @DisplayName("§5.2 To begin an election, a follower increments its term, and votes for itself")
    void aCandidateVotesForItselfInTheNextTerm() {
        Driver driver = candidate();
        assertEquals(new HardState(1, 1), driver.hardState());
    }

    @Test
    @DisplayName("§5.2 It issues RequestVote RPCs to each of the other servers")
    void aCandidateAsksAllOthers() {
        Driver driver = candidate();
        List<Integer> asked =
                sent(Message.RequestVote.class, driver.effects).stream().map(Message::to).toList();
        assertEquals(List.of(2, 3), asked);
    }

    @ParameterizedTest
    @DisplayName("§5.2 A candidate wins if it receives votes from a majority of the full cluster")
    @CsvSource({"1, 0", "2, 1", "3, 1", "4, 2", "5, 2", "7, 3"})
    void aMajorityElects(int servers, int othersNeeded) {
        Cluster cluster = Cluster.of(servers);
        Driver driver = cluster.get(1);
        Set<Integer> voters = new TreeSet<>();
        for (int id = 2; id < 2 + othersNeeded; id++) {
            voters.add(id);
        }
        driver.elected(voters);
        assertEquals(1, driver.node.currentTerm());
        if (othersNeeded > 0) {
            voters.remove(2);
            Driver loser =
                    Driver.of(1, Cluster.of(servers).drivers.keySet().toArray(Integer[]::new));
            loser.tick(2 * ELECTION_TICKS);
            voters.forEach(id -> loser.receive(new Message.PreVoteReply(id, 1, 1, true)));
            assertInstanceOf(PreCandidate.class, loser.node.role());
        }
    }

    @Test
    @DisplayName(
            "§5.2 Each server votes for at most one candidate in a term, first come first served")
    void aServerVotesOnceInATerm() {
        Driver driver = Driver.of(1, 1, 2, 3);
        assertEquals(List.of(true), votes(driver, 2, 1));
        assertEquals(List.of(false), votes(driver, 3, 1));
        assertEquals(List.of(true), votes(driver, 2, 1));
        driver.crash();
        assertEquals(List.of(false), votes(driver, 3, 1));
        assertEquals(List.of(true), votes(driver, 3, 2));
    }

    private static List<Boolean> votes(Driver driver, int candidate, long term) {
        List<Effect> effects =
                driver.receive(new Message.RequestVote(candidate, 1, term, 0, 0, false));
        return sent(Message.RequestVoteReply.class, effects).stream()
                .map(Message.RequestVoteReply::voteGranted)
                .toList();
    }

    @Test
    @DisplayName("§5.2 Once it becomes leader, it sends heartbeats to all other servers at once")
    void aNewLeaderSpeaksAtOnce() {
        Driver driver = candidate();
        List<Effect> effects = driver.receive(new Message.RequestVoteReply(3, 1, 1, true));
        assertEquals(List.of(new Effect.BecameLeader(1)), only(Effect.BecameLeader.class, effects));
        List<Integer> told =
                sent(Message.AppendEntries.class, effects).stream().map(Message::to).toList();
        assertEquals(List.of(2, 3), told);
    }

    @Test
    @DisplayName("§5.2 A candidate recognizes a leader whose term is at least as large as its own")
    void aCandidateReturnsToFollowing() {
        Driver driver = candidate();
        driver.receive(heartbeat(3, 1, 1));
        assertInstanceOf(Follower.class, driver.node.role());
        assertEquals(3, driver.node.leader());
    }

    @Test
    @DisplayName("§5.2 If the term in the RPC is smaller, the candidate rejects it and continues")
    void aCandidateRejectsAnOldLeader() {
        Driver driver = candidate();
        List<Effect> effects = driver.receive(heartbeat(3, 1, 0));
        assertEquals(1, sent(Message.AppendEntriesRejected.class, effects).size());
        assertInstanceOf(Candidate.class, driver.node.role());
    }

    @Test
    @DisplayName("§5.2 When the vote is split, each candidate times out and starts a new election")
    void aSplitVoteIsTriedAgain() {
        Driver driver = candidate();
        driver.receive(new Message.RequestVoteReply(2, 1, 1, false));
        driver.tick(2 * ELECTION_TICKS);
        driver.receive(new Message.PreVoteReply(2, 1, 2, true));
        assertEquals(new HardState(2, 1), driver.hardState());
    }

    @Test
    @DisplayName("§5.2 Election timeouts are chosen randomly from a fixed interval")
    void electionTimeoutsAreRandom() {
        Set<Integer> waits = new TreeSet<>();
        Driver driver = Driver.of(1, 1, 2, 3);
        for (int i = 0; i < 500; i++) {
            driver.receive(heartbeat(2, 1, 1 + i));
            int ticks = 1;
            while (sent(Message.PreVote.class, driver.tick()).isEmpty()) {
                ticks++;
            }
            waits.add(ticks);
        }
        assertEquals(ELECTION_TICKS, waits.stream().min(Integer::compare).orElseThrow());
        assertEquals(2 * ELECTION_TICKS, waits.stream().max(Integer::compare).orElseThrow());
        assertEquals(ELECTION_TICKS + 1, waits.size());
    }

    @ParameterizedTest
    @DisplayName("§5.4.1 The voter denies its vote if its own log is more up-to-date")
    @CsvSource({
        // the candidate's last term and index against a log that ends with term 2 at index 3
        "2, 3, true",
        "2, 4, true",
        "3, 1, true",
        "2, 2, false",
        "1, 9, false",
        "0, 0, false"
    })
    void onlyAnUpToDateLogGetsTheVote(long lastTerm, long lastIndex, boolean granted) {
        MemoryLog log = MemoryLog.ofTerms(1, 1, 2);
        Driver driver = Driver.of(1, new HardState(4, HardState.NOBODY), log, 1, 2, 3);
        List<Effect> effects =
                driver.receive(new Message.RequestVote(2, 1, 5, lastIndex, lastTerm, false));
        assertEquals(List.of(new Message.RequestVoteReply(1, 2, 5, granted)), sent(effects));
        List<Effect> asked = driver.receive(new Message.PreVote(3, 1, 6, lastIndex, lastTerm));
        assertEquals(granted, sent(Message.PreVoteReply.class, asked).get(0).voteGranted());
    }

    @Test
    @DisplayName("§6 Servers disregard RequestVote RPCs when they believe a current leader exists")
    void aServerThatHearsALeaderDisregardsCandidates() {
        Driver driver = Driver.of(1, 1, 2, 3);
        driver.receive(heartbeat(2, 1, 1));
        driver.tick(ELECTION_TICKS - 1);
        assertEquals(List.of(), driver.receive(new Message.RequestVote(3, 1, 2, 0, 0, false)));
        assertEquals(List.of(), driver.receive(new Message.PreVote(3, 1, 2, 0, 0)));
        assertEquals(1, driver.node.currentTerm());
        driver.tick();
        assertEquals(List.of(true), votes(driver, 3, 2));
    }

    @Test
    @DisplayName("Dissertation §9.6: A pre-vote changes neither term nor vote of anybody")
    void aPreVoteChangesNothing() {
        Driver driver = Driver.of(1, 1, 2, 3);
        List<Effect> effects = driver.receive(new Message.PreVote(3, 1, 1, 0, 0));
        assertEquals(List.of(new Effect.Send(new Message.PreVoteReply(1, 3, 1, true))), effects);
        driver.receive(new Message.PreVote(2, 1, 1, 0, 0));
        driver.tick(2 * ELECTION_TICKS);
        assertInstanceOf(PreCandidate.class, driver.node.role());
        assertEquals(0, driver.node.currentTerm());
        assertEquals(HardState.NOBODY, driver.node.votedFor());
    }

    @Test
    @DisplayName("Dissertation §9.6: A server that was cut off does not disrupt the cluster")
    void aServerThatWasCutOffComesBackQuietly() {
        Cluster cluster = Cluster.of(3);
        Driver leader = cluster.leader();
        long term = leader.node.currentTerm();
        cluster.isolate(cluster.others(leader).iterator().next().id);
        cluster.tick(20 * ELECTION_TICKS);
        cluster.heal();
        cluster.tick(5 * ELECTION_TICKS);
        assertTrue(leader.node.role() instanceof Leader);
        assertFalse(leader.node.currentTerm() > term);
    }
}
