package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole clusters on a network that loses only what it is told to. */
class RaftClusterTest {
    @Test
    void threeServersElectALeaderAndApplyTheSameCommands() {
        Cluster cluster = Cluster.of(3);
        cluster.propose(1, "a", "b");
        cluster.propose(3, "c");
        for (Driver driver : cluster.drivers.values()) {
            assertEquals(List.of("a", "b", "c"), driver.commands());
        }
    }

    @Test
    void aClusterOfOneCommitsWhenItsOwnDiskHasTheEntry() {
        Cluster cluster = Cluster.of(1);
        Driver leader = cluster.leader();
        leader.syncAtOnce = false;
        cluster.propose(1, "a");
        assertEquals(List.of(), leader.commands());
        leader.sync();
        assertEquals(List.of("a"), leader.commands());
    }

    @Test
    void theMajorityGoesOnWithoutItsLeaderAndTheOldLeaderCatchesUp() {
        Cluster cluster = Cluster.of(3);
        cluster.propose(1, "a");
        Driver old = cluster.leader();
        cluster.isolate(old.id);
        cluster.send(old.propose(2, "lost"));
        cluster.tick(50);
        Driver leader = cluster.leader();
        assertTrue(leader != old);
        cluster.propose(3, "b");
        cluster.heal();
        cluster.tick(10);
        for (Driver driver : cluster.drivers.values()) {
            assertEquals(List.of("a", "b"), driver.commands());
        }
        assertEquals(leader.log.terms(), old.log.terms());
    }

    @Test
    void aFollowerFarBehindCatchesUpWithinTheWindow() {
        Cluster cluster = Cluster.of(3);
        Driver leader = cluster.leader();
        Driver behind = cluster.others(leader).iterator().next();
        cluster.isolate(behind.id);
        for (int i = 0; i < 500; i++) {
            cluster.propose(i, "command-" + i);
        }
        cluster.heal();
        cluster.tick(4);
        assertEquals(
                IntStream.range(0, 500).mapToObj(i -> "command-" + i).toList(), behind.commands());
    }

    @Test
    void aFollowerTakesASnapshotInPiecesAndGoesOnFromThere() {
        Cluster cluster = Cluster.of(3);
        Driver leader = cluster.leader();
        Driver behind = cluster.others(leader).iterator().next();
        cluster.isolate(behind.id);
        for (int i = 0; i < 20; i++) {
            cluster.propose(i, "old-" + i);
        }
        cluster.send(leader.takeSnapshot(95));
        cluster.propose(20, "new");
        cluster.heal();
        cluster.tick(4);
        assertEquals(leader.log.snapshot(), behind.log.snapshot());
        assertEquals(95, behind.snapshot().length);
        assertEquals(List.of("new"), behind.commands());
        assertEquals(leader.node.lastApplied(), behind.node.lastApplied());
    }
}
