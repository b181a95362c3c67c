package io.neurocache.neuroctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.wire.NodeStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The sentence of health. */
class HealthTest {
    static NodeStatus status(int node, String role) {
        return new NodeStatus(node, "1", 5, role, 7, 1, 9, 9, 9, 0, 2, 1, List.of());
    }

    private static Health.Node up(int id, String role) {
        return new Health.Node("n" + id, "h:" + id, Optional.of(status(id, role)), "");
    }

    private static final Health.Node DOWN =
            new Health.Node("n3", "h:3", Optional.empty(), "nothing listens there");

    @Test
    void aFullClusterIsHealthy() {
        Health health = new Health(List.of(up(1, "leader"), up(2, "follower"), up(3, "follower")));
        assertEquals("Healthy: 3 of 3 nodes, leader n1 (term 7)", health.sentence());
    }

    @Test
    void aMemberThatIsMissedIsNamedAndKeepsItsRow() {
        Health health = new Health(List.of(up(1, "leader"), up(2, "follower"), DOWN));
        assertEquals("Degraded: n3 unreachable, quorum holds", health.sentence());
        assertEquals(
                List.of("n3", "h:3", "unreachable: nothing listens there"),
                health.nodes().getLast().row(9));
    }
}
