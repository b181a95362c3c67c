package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What three daemons tell each other about what they hold, as an operator sees it. */
class PlacementIT {
    private static final int NODES = 3;

    @TempDir Path folder = Path.of("");

    @Test
    void theClusterKnowsWhichEdgesHoldWhat() throws Exception {
        try (VersionedOrigin origin = new VersionedOrigin()) {
            Path routes =
                    Files.writeString(
                            folder.resolve("origins.yaml"),
                            "origins:\n  - { pattern: \"g/**\", origin: \""
                                    + origin.address()
                                    + "\" }\n");
            try (NeurodCluster cluster =
                            NeurodCluster.start(folder, NODES, "--origins", routes.toString());
                    RaftClient client = cluster.client(Duration.ofSeconds(20))) {
                run(cluster, client);
            }
        }
    }

    private void run(NeurodCluster cluster, RaftClient client) throws Exception {
        for (int i = 0; i < NODES; i++) {
            for (int key = 0; key < 4; key++) {
                assertEquals(200, cluster.node(i).get("/cache/g/" + key).statusCode());
            }
        }
        // Who fetches from an origin may ask another edge to: only puts lie on one for certain.
        put(cluster, 0, "h0");
        put(cluster, 1, "h1");
        awaitEdges(
                cluster,
                client,
                "{g/0=[1, 2, 3], g/1=[1, 2, 3], g/2=[1, 2, 3], g/3=[1, 2, 3], h0=[1], h1=[2]}");
        CacheEntry put = entries(client).getLast();
        assertEquals(4, put.object().size());
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("mine".getBytes(UTF_8));
        assertEquals(
                HexFormat.of().formatHex(hash),
                HexFormat.of().formatHex(put.object().hash().array()));

        countsRequests(cluster, client);
        client.purge(Request.Purge.Target.KEYS, List.of(Bytes.utf8("g/1")), false);
        client.purge(Request.Purge.Target.PREFIX, List.of(Bytes.utf8("g/2")), false);
        client.purge(Request.Purge.Target.TAGS, List.of(Bytes.utf8("tag-g-3")), false);
        awaitEdges(cluster, client, "{g/0=[1, 2, 3], h0=[1], h1=[2]}");

        losesItsSlab(cluster, client);
    }

    private void countsRequests(NeurodCluster cluster, RaftClient client) throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals(200, cluster.node(2).get("/cache/g/0").statusCode());
        }
        cluster.await(
                () -> ask(client).stream().anyMatch(entry -> entry.accessCount() >= 20),
                () -> "20 requests are counted: " + ask(client));
    }

    private void losesItsSlab(NeurodCluster cluster, RaftClient client) throws Exception {
        cluster.node(0).kill();
        try (var files = Files.walk(folder.resolve("node-1").resolve("slab"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        awaitEdges(cluster, client, "{g/0=[1, 2, 3], h0=[1], h1=[2]}");
        cluster.restart(0).awaitReady();
        awaitEdges(cluster, client, "{g/0=[2, 3], h1=[2]}");
        // Another one comes back with what it had, and is believed.
        cluster.node(1).kill();
        cluster.restart(1).awaitReady();
        put(cluster, 1, "h2");
        awaitEdges(cluster, client, "{g/0=[2, 3], h1=[2], h2=[2]}");
    }

    private static void put(NeurodCluster cluster, int node, String key) throws Exception {
        byte[] body = "mine".getBytes(UTF_8);
        assertEquals(201, cluster.node(node).put("/cache/" + key, body).statusCode());
    }

    private static void awaitEdges(NeurodCluster cluster, RaftClient client, String edges) {
        cluster.await(
                () -> edges(client).equals(edges), () -> edges + " but it is " + edges(client));
    }

    private static String edges(RaftClient client) {
        Map<String, String> edges = new TreeMap<>();
        for (CacheEntry entry : ask(client)) {
            edges.put(new String(entry.key().array(), UTF_8), Arrays.toString(entry.edges()));
        }
        return edges.toString();
    }

    /** Asks within a condition; where nobody answers, nothing is known. */
    private static List<CacheEntry> ask(RaftClient client) {
        try {
            return entries(client);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<CacheEntry> entries(RaftClient client) throws IOException {
        return new ArrayList<>(
                client.entries(Bytes.EMPTY, Bytes.EMPTY, 100, Consistency.LINEARIZABLE).entries());
    }
}
