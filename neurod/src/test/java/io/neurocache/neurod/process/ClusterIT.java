package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.neurod.demo.KvClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that are a cluster, or one alone: what was acknowledged survives every kill. */
class ClusterIT {
    private static final int NODES = 3;
    private static final int WRITES = 100;
    private static final long NEW_LEADER_MILLIS = 3_000;

    @TempDir Path folder;

    private final List<NeurodProcess> nodes = new ArrayList<>();
    private final List<Integer> raftPorts = new ArrayList<>();

    @AfterEach
    void killAll() {
        nodes.forEach(NeurodProcess::close);
    }

    @Test
    void aKilledLeaderIsReplacedAndNoAcknowledgedWriteIsLost() throws Exception {
        startCluster();
        try (KvClient client = new KvClient(endpoints())) {
            for (int i = 0; i < WRITES; i++) {
                client.put("before/" + i, "value-" + i);
            }
            int old = leader();
            nodes.get(old).kill();
            long killed = System.nanoTime();
            client.put("after", "written");
            long millis = (System.nanoTime() - killed) / 1_000_000;
            System.out.println("the first write after a kill took " + millis + " ms");
            assertTrue(millis < NEW_LEADER_MILLIS, millis + " ms until a write was acknowledged");

            nodes.set(old, start(old));
            nodes.get(old).await(() -> isHealthy(nodes.get(old)), "the killed node follows");
            for (int i = 0; i < WRITES; i++) {
                assertEquals("value-" + i, client.get("before/" + i));
            }
            assertEquals("written", client.get("after"));
            nodes.get(old).await(() -> keys(nodes.get(old)) == WRITES + 1, "it has caught up");
        }
    }

    @Test
    void withoutAQuorumHealthSaysSoAndTheCacheServes() throws Exception {
        startCluster();
        NeurodProcess last = nodes.get(2);
        assertEquals(201, last.put("/cache/a", Bytes.of(1, 100)).statusCode());
        nodes.get(0).kill();
        nodes.get(1).kill();

        last.await(() -> !isHealthy(last), "it knows no leader any more");
        String health = new String(last.get("/health").body(), UTF_8);
        assertTrue(health.contains("\"reason\":\"no leader is known\""), health);
        assertEquals(200, last.get("/health/live").statusCode());
        assertEquals(200, last.get("/cache/a").statusCode());
        assertEquals(201, last.put("/cache/b", Bytes.of(2, 100)).statusCode());
    }

    @Test
    void aLoneNodeFindsItsDataAfterAKill() throws Exception {
        Path data = folder.resolve("lone");
        NeurodProcess first = NeurodProcess.start(data, "--slab-size", "16m");
        nodes.add(first);
        try (KvClient client = new KvClient("127.0.0.1:" + first.raftPort())) {
            client.put("alpha", "123");
        }
        first.kill();

        NeurodProcess second = NeurodProcess.start(data, "--slab-size", "16m");
        nodes.add(second);
        try (KvClient client = new KvClient("127.0.0.1:" + second.raftPort())) {
            assertEquals("123", client.get("alpha"));
        }
        assertEquals(1, second.metric("keys"));
        assertEquals(0, second.stop());
        assertEquals(List.of(), second.complaints());
    }

    private void startCluster() throws Exception {
        StringBuilder yaml = new StringBuilder("nodes:\n");
        try (ServerSocket a = anyPort();
                ServerSocket b = anyPort();
                ServerSocket c = anyPort()) {
            for (ServerSocket free : List.of(a, b, c)) {
                raftPorts.add(free.getLocalPort());
                yaml.append("  - { id: ").append(raftPorts.size());
                yaml.append(", raft: \"127.0.0.1:").append(free.getLocalPort()).append("\" }\n");
            }
        }
        Files.writeString(folder.resolve("nodes.yaml"), yaml);
        for (int i = 0; i < NODES; i++) {
            nodes.add(start(i));
        }
        for (NeurodProcess node : nodes) {
            node.await(() -> isHealthy(node), "it knows a leader");
        }
    }

    private static ServerSocket anyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    private NeurodProcess start(int index) throws IOException {
        String config = folder.resolve("nodes.yaml").toString();
        String id = Integer.toString(index + 1);
        Path data = folder.resolve("node-" + id);
        return NeurodProcess.start(data, "--config", config, "--id", id, "--slab-size", "16m");
    }

    private String endpoints() {
        return String.join(",", raftPorts.stream().map(port -> "127.0.0.1:" + port).toList());
    }

    private int leader() throws Exception {
        long id = nodes.getFirst().metric("leader");
        return (int) id - 1;
    }

    private static boolean isHealthy(NeurodProcess node) {
        return ask(() -> node.get("/health").statusCode()) == 200;
    }

    private static long keys(NeurodProcess node) {
        return ask(() -> node.metric("keys"));
    }

    /** Asks within a condition, which may throw nothing checked. */
    private static long ask(Question question) {
        try {
            return question.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private interface Question {
        long answer() throws IOException, InterruptedException;
    }
}
