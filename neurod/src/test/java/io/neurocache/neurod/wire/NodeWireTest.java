package io.neurocache.neurod.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.neurocache.edge.Edge;
import io.neurocache.edge.coherence.Order;
import io.neurocache.neurod.config.Eviction;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole wire beside an edge that does not listen, with a neighbour that the test plays. */
@Timeout(30)
class NodeWireTest {
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    @TempDir Path folder;

    private List<String> journal() throws IOException {
        List<String> lines = new ArrayList<>();
        try (var files = Files.list(folder.resolve("events"))) {
            for (Path file : files.sorted().toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static Set<String> types(List<String> lines) throws IOException {
        Set<String> types = new TreeSet<>();
        for (String line : lines) {
            types.add(Json.text(Json.object(line), "type"));
        }
        return types;
    }

    private static NodeStatus status() {
        return new NodeStatus(1, "v", 1, "leader", 7, 1, 9, 9, 9, 0, 0, 0, List.of());
    }

    private static Reply.Member member(int id) {
        return new Reply.Member(id, "h:700" + id, "", Reply.MemberKind.VOTER, false);
    }

    @Test
    void allThatANodeTellsIsAsTheSchemaSays() throws IOException {
        ChosenEviction eviction =
                new ChosenEviction(Eviction.PPO, TestEdge.SLAB_BYTES, folder.resolve("values"));
        Path events = folder.resolve("events");
        try (Edge edge = TestEdge.open(folder, eviction);
                NodeWire wire = NodeWire.open(1, "0.1.0", events, eviction, Clock.systemUTC())) {
            wire.purged(1, new Order(Order.Target.ALL, List.of(), false), 3);
            wire.members(List.of(member(1), member(2)), false);
            wire.leaderChanged(7, 1);
            wire.start(
                    edge,
                    () -> "{\"kv\":{},\"process\":{}}".getBytes(UTF_8),
                    () -> TestEdge.prediction(true),
                    NodeWireTest::status,
                    (_, _) -> {});
            wire.reloaded("2 routes");
            wire.reloadFailed("origins.yaml:1:28: unknown key \"orign\"\r\n<b>");
            wire.purged(2, new Order(Order.Target.ALL, List.of(), false), 4);
            wire.heard(2, Bytes.utf8("{\"after\":-1,\"version\":\"0.2.0\"}"));
            wire.heard(
                    2,
                    Bytes.utf8(
                            new Members()
                                    .number("behind", -1)
                                    .number("reached", 41)
                                    .texts(
                                            "lines",
                                            List.of(
                                                    "{\"seq\":41,\"type\":\"vote\",\"t\":1,\"node\":2,"
                                                        + "\"from\":2,\"to\":1,\"term\":7,\"granted\":true,"
                                                        + "\"pre\":false}"))
                                    .object()));
            wire.answered("a", true);
            edge.counters().hits.add(1);
            Set<String> expected =
                    Set.of(
                            "snapshot",
                            "leader",
                            "reload",
                            "alert",
                            "purge",
                            "node-up",
                            "vote",
                            "hit",
                            "commit",
                            "stats",
                            "slab",
                            "model",
                            "policy");
            long end = System.nanoTime() + DEADLINE_NANOS;
            while (!types(journal()).containsAll(expected)) {
                if (System.nanoTime() > end) {
                    fail("not all told: " + types(journal()));
                }
                LockSupport.parkNanos(5_000_000);
            }
            assertEquals(new WireStatus(0, 0), wire.status());
        }
        WireSchema schema = WireSchema.read();
        List<String> lines = journal();
        for (String line : lines) {
            assertEquals(List.of(), schema.faultsOfLine(line), line);
        }
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"node\":2,\"src\":41,")));
        // The one before the start is of an earlier life.
        assertEquals(1, lines.stream().filter(line -> line.contains("\"purge\"")).count());
        assertFalse(lines.stream().anyMatch(line -> line.contains("\"count\":3,\"index\"")));
    }
}
