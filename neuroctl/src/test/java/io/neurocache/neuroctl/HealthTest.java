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
        return new Health.Node(
                "n" + id, "h:" + id, true, Optional.of(status(id, role)), EdgeFigures.NONE, "");
    }

    private static final Health.Node DOWN =
            new Health.Node(
                    "n3", "h:3", true, Optional.empty(), EdgeFigures.NONE, "nothing listens there");

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
                health.nodes().getLast().row(9, EdgeFigures.NONE));
    }

    @Test
    void aQuorumIsCountedAndNotAssumed() {
        Health health = new Health(List.of(up(1, "leader"), DOWN, DOWN));
        assertEquals(
                "Degraded: n3, n3 unreachable, no quorum can be seen from here", health.sentence());
        Health.Node learner =
                new Health.Node("n4", "h:4", false, Optional.empty(), EdgeFigures.NONE, "gone");
        Health learning = new Health(List.of(up(1, "leader"), learner, learner));
        assertEquals("Degraded: n4, n4 unreachable, quorum holds", learning.sentence());
    }

    @Test
    void theEdgesFiguresStandBesideThem() throws Exception {
        EdgeFigures edge =
                EdgeFigures.parse(
                        ("{\"node\":{\"id\":1,\"uptime_s\":10.0},\"raft\":{\"peers\":[{\"id\":2}]},"
                                        + "\"cache\":{\"requests\":100,\"hit_ratio\":0.8},"
                                        + "\"storage\":{\"slab_bytes\":1000,\"used_bytes\":250}}")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Health.Node node =
                new Health.Node("n1", "h:1", true, Optional.of(status(1, "leader")), edge, "");
        assertEquals(
                List.of(
                        "n1", "h:1", "leader", "7", "9", "9", "0", "80.0%", "10.0", "25.0%", "5s",
                        "1"),
                node.row(9, EdgeFigures.NONE));
        EdgeFigures earlier = new EdgeFigures(60, 8, 0.5, 0.1);
        assertEquals(20.0, edge.requestsSince(earlier));
    }
}
