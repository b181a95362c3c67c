package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.sim.ChaosNetwork.Weather;
import org.junit.jupiter.api.Test;

/** The cluster as other tests use it: without a nemesis, unless they are one. */
class TestClusterTest {
    private static final long PATIENCE_MICROS = 10_000_000;

    private final TestCluster cluster = new TestCluster(calm(3));

    @Test
    void aLeaderIsElectedAndClientsAreServed() {
        assertTrue(cluster.runUntil(() -> cluster.leader() > 0, PATIENCE_MICROS));
        assertTrue(cluster.runUntil(() -> cluster.committed().lastIndex() > 50, PATIENCE_MICROS));
    }

    @Test
    void aDeadLeaderIsReplacedWithinTwoElectionTimeoutsAndComesBack() {
        int old = elected();
        cluster.crash(old);
        RaftConfig config = RaftConfig.DEFAULT;
        long bound = 2L * 2 * config.electionTimeoutTicks() * TimeController.TICK_MICROS;
        assertTrue(cluster.runUntil(() -> cluster.leader() > 0, bound));
        int next = cluster.leader();
        assertNotEquals(old, next);
        assertTrue(cluster.restart(old));
        assertTrue(
                cluster.runUntil(
                        () -> cluster.node(old).commitIndex == cluster.node(next).commitIndex,
                        PATIENCE_MICROS));
    }

    @Test
    void theSmallerSideOfAPartitionCommitsNothing() {
        int old = elected();
        cluster.partition(old);
        assertTrue(cluster.runUntil(() -> anotherLeads(old), PATIENCE_MICROS));
        assertTrue(cluster.runUntil(() -> !cluster.node(old).leads, PATIENCE_MICROS));
        long before = cluster.node(old).commitIndex;
        cluster.run(3_000);
        assertEquals(before, cluster.node(old).commitIndex);
        assertTrue(cluster.committed().lastIndex() > before);
        cluster.heal();
        assertTrue(
                cluster.runUntil(
                        () -> cluster.node(old).commitIndex >= cluster.committed().lastIndex(),
                        PATIENCE_MICROS));
    }

    @Test
    void aPausedLeaderIsReplacedAndFollowsWhenItGoesOn() {
        int old = elected();
        cluster.pause(old, 2_000_000);
        assertTrue(cluster.runUntil(() -> anotherLeads(old), 1_500_000));
        assertTrue(cluster.runUntil(() -> !cluster.node(old).leads, PATIENCE_MICROS));
    }

    @Test
    void aConditionThatNeverHoldsIsGivenUpInTime() {
        assertFalse(cluster.runUntil(() -> false, 1_000_000));
        assertTrue(cluster.network.nowMicros() < 1_200_000);
    }

    @Test
    void aClusterOfOneIsServedToo() {
        TestCluster alone = new TestCluster(calm(1));
        assertTrue(alone.runUntil(() -> alone.committed().lastIndex() > 50, PATIENCE_MICROS));
    }

    @Test
    void boundedStructuresStayWithinTheirBounds() {
        MemoryTracker memory = new MemoryTracker();
        memory.watch("events", cluster.network::size, EventQueue.MAX_EVENTS);
        memory.watch("path", cluster.network::most, SimNetwork.MAX_ON_A_PATH);
        for (int i = 0; i < 2_000; i++) {
            assertTrue(cluster.step());
            memory.sample();
        }
        assertTrue(memory.most("events") > 3, memory.toString());
        assertTrue(MemoryTracker.rssAnonBytes() >= 0);
        memory.watch("too much", () -> 2, 1);
        assertThrows(AssertionError.class, memory::sample);
    }

    private int elected() {
        assertTrue(cluster.runUntil(() -> cluster.committed().lastIndex() > 10, PATIENCE_MICROS));
        return cluster.leader();
    }

    private boolean anotherLeads(int old) {
        for (int id = 1; id <= 3; id++) {
            if (id != old && cluster.node(id).leads) {
                return true;
            }
        }
        return false;
    }

    private static LifePlan calm(int voters) {
        return new LifePlan(
                11,
                voters,
                0,
                RaftConfig.DEFAULT,
                Weather.FAIR,
                10,
                true,
                4,
                3,
                10_000,
                100,
                500,
                Integer.MAX_VALUE,
                0,
                Integer.MAX_VALUE,
                LifePlan.EVENTS);
    }
}
