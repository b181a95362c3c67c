package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.neurod.demo.KvClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that are a cluster, or one alone: what was acknowledged survives every kill. */
class ClusterIT {
    private static final int NODES = 3;
    private static final int WRITES = 100;
    private static final long NEW_LEADER_MILLIS = 3_000;

    @TempDir Path folder;

    @Test
    void aKilledLeaderIsReplacedAndNoAcknowledgedWriteIsLost() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, NODES);
                KvClient client = client(cluster)) {
            for (int i = 0; i < WRITES; i++) {
                client.put("before/" + i, "value-" + i);
            }
            int old = cluster.awaitLeader();
            cluster.node(old).kill();
            long killed = System.nanoTime();
            client.put("after", "written");
            long millis = (System.nanoTime() - killed) / 1_000_000;
            System.out.println("the first write after a kill took " + millis + " ms");
            assertTrue(millis < NEW_LEADER_MILLIS, millis + " ms until a write was acknowledged");

            NeurodProcess again = cluster.restart(old);
            again.awaitReady();
            again.await(() -> NeurodCluster.isHealthy(again), "the killed node follows");
            for (int i = 0; i < WRITES; i++) {
                assertEquals("value-" + i, client.get("before/" + i));
            }
            assertEquals("written", client.get("after"));
            again.await(() -> NeurodCluster.keys(again) == WRITES + 1, "it has caught up");
        }
    }

    private static int status(NeurodProcess node, String path) {
        try {
            return node.get(path).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static KvClient client(NeurodCluster cluster) {
        return new KvClient(
                cluster.endpoints().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(",")));
    }

    @Test
    void withoutAQuorumHealthSaysSoAndNothingIsServedUnasked() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, NODES)) {
            NeurodProcess last = cluster.node(2);
            assertEquals(201, last.put("/cache/a", Bytes.of(1, 100)).statusCode());
            cluster.node(0).kill();
            cluster.node(1).kill();

            last.await(() -> !NeurodCluster.isHealthy(last), "it knows no leader any more");
            String health = new String(last.get("/health").body(), UTF_8);
            assertTrue(health.contains("\"reason\":\"no leader is known\""), health);
            assertEquals(200, last.get("/health/live").statusCode());
            // What has no origin cannot be validated by an edge that is cut off.
            last.await(() -> status(last, "/cache/a") == 503, "its lease is over");
            assertEquals(503, last.put("/cache/b", Bytes.of(2, 100)).statusCode());
        }
    }

    @Test
    void aLoneNodeFindsItsDataAfterAKill() throws Exception {
        Path data = folder.resolve("lone");
        try (NeurodProcess first = NeurodProcess.start(data, "--slab-size", "16m");
                KvClient client = new KvClient("127.0.0.1:" + first.raftPort())) {
            client.put("alpha", "123");
            first.kill();
        }
        try (NeurodProcess second = NeurodProcess.start(data, "--slab-size", "16m");
                KvClient client = new KvClient("127.0.0.1:" + second.raftPort())) {
            assertEquals("123", client.get("alpha"));
            assertEquals(1, second.metric("keys"));
            assertEquals(0, second.stop());
            assertEquals(List.of(), second.complaints());
        }
    }
}
