package io.neurocache.neurod.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edges that come, go, and need no vote, with what they have cached. */
class MembershipIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] BODY = Bytes.of(7, 5_000);

    @TempDir Path folder;

    @Test
    void anEdgeNeedsNoVoteToBePartOfTheCache() throws Exception {
        try (NeurodCluster cluster =
                        NeurodCluster.start(folder, List.of("voter", "learner", "learner"));
                RaftClient client = cluster.client(PATIENCE)) {
            assertEquals(
                    List.of(
                            Reply.MemberKind.VOTER,
                            Reply.MemberKind.LEARNER,
                            Reply.MemberKind.LEARNER),
                    client.members().stream().map(Reply.Member::kind).toList());
            assertEquals(201, cluster.node(1).put("/cache/a", BODY).statusCode());
            awaitFromPeer(cluster, cluster.node(2), "/cache/a");
            purge(client, "a");
            for (int i = 0; i < 3; i++) {
                awaitGone(cluster.node(i), "/cache/a");
            }
            // Two of three are gone, and the one that votes goes on; their leases run out.
            cluster.node(1).kill();
            cluster.node(2).kill();
            assertEquals(201, cluster.node(0).put("/cache/b", BODY).statusCode());
            client.put(name("k"), name("v"));
        }
    }

    @Test
    void anEdgeIsAddedAndRemovedWithItsCacheInPlace() throws Exception {
        List<String> roles = List.of("voter", "voter", "voter", "joins");
        try (NeurodCluster cluster = NeurodCluster.start(folder, roles);
                RaftClient client = cluster.client(PATIENCE)) {
            assertEquals(201, cluster.node(0).put("/cache/old", BODY).statusCode());
            NeurodProcess fourth = cluster.join();
            assertEquals(503, fourth.get("/health").statusCode());
            client.addLearner(
                    4, cluster.endpoints().get(3).toString(), "127.0.0.1:" + fourth.port());
            fourth.await(() -> NeurodCluster.isHealthy(fourth), "it was added");
            awaitFromPeer(cluster, fourth, "/cache/old");
            awaitPut(cluster, fourth, "/cache/mine");
            awaitFromPeer(cluster, cluster.node(1), "/cache/mine");
            purge(client, "old");
            awaitGone(fourth, "/cache/old");
            client.promoteMember(4);
            cluster.await(() -> isAt(client, "mine", 4), () -> "n4 told that it has it");

            // A restart finds its cache, though its nodes.yaml still says that it joins.
            fourth.kill();
            NeurodProcess again = cluster.restart(3);
            again.awaitReady();
            again.await(() -> NeurodCluster.isHealthy(again), "it is back");
            assertArrayEquals(BODY, again.get("/cache/mine").body());

            client.removeMember(4);
            again.await(() -> status(again, "/health") == 503, "it was removed");
            // What has no origin cannot be validated by an edge that is none of the cluster's.
            again.await(() -> status(again, "/cache/mine") == 503, "its lease is over");
            assertEquals(0, again.metric("held"));
            assertEquals(1, cluster.node(0).metric("held"));
            assertTrue(!isAt(client, "mine", 4), "nobody believes that n4 has it");
            assertArrayEquals(BODY, cluster.node(1).get("/cache/mine").body());
            purge(client, "mine");
            assertEquals(404, cluster.node(1).get("/cache/mine").statusCode());
        }
    }

    @Test
    void anEdgeThatIsDrainedIsAskedByNobodyUntilItIsPutBack() throws Exception {
        try (NeurodCluster cluster = NeurodCluster.start(folder, 3);
                RaftClient client = cluster.client(PATIENCE)) {
            NeurodProcess drained = cluster.node(1);
            assertEquals(201, drained.put("/cache/a", BODY).statusCode());
            awaitFromPeer(cluster, cluster.node(2), "/cache/a");
            cluster.await(() -> isKnown(client, 2), () -> "the edge of n2 is known");
            client.drain(2);
            drained.await(() -> health(drained).contains("draining"), "it says that it drains");
            assertTrue(client.members().get(1).isDrained());
            assertArrayEquals(BODY, drained.get("/cache/a").body());
            awaitPut(cluster, drained, "/cache/b");
            // It alone has b, there is no origin, and nobody asks it.
            cluster.await(() -> isAt(client, "b", 2), () -> "n2 told that it has b");
            assertEquals(404, cluster.node(0).get("/cache/b").statusCode());

            drained.kill();
            NeurodProcess again = cluster.restart(1);
            again.awaitReady();
            again.await(() -> health(again).contains("draining"), "it drains after a restart too");
            client.undrain(2);
            again.await(() -> NeurodCluster.isHealthy(again), "it was put back");
            awaitFromPeer(cluster, cluster.node(0), "/cache/b");
        }
    }

    private static io.neurocache.raft.Bytes name(String text) {
        return io.neurocache.raft.Bytes.utf8(text);
    }

    private static void purge(RaftClient client, String key) throws IOException {
        client.purge(Request.Purge.Target.KEYS, List.of(name(key)), false);
    }

    private static void awaitPut(NeurodCluster cluster, NeurodProcess node, String path) {
        cluster.await(() -> put(node, path) == 201, () -> path + " is put");
    }

    /** An edge asks another one as soon as it has heard of it and of what it holds. */
    private static void awaitFromPeer(NeurodCluster cluster, NeurodProcess node, String path) {
        cluster.await(() -> status(node, path) == 200, () -> path + " comes from another edge");
    }

    /**
     * Nobody serves it. An edge that told of its copy just when it was purged is believed to have
     * it until it has told that it has not; so long the others try it, and say 503.
     */
    private static void awaitGone(NeurodProcess node, String path) {
        node.await(
                () -> {
                    int status = status(node, path);
                    assertTrue(status == 404 || status == 503, () -> path + ": " + status);
                    return status == 404;
                },
                path + " is known to be nowhere");
    }

    private static boolean isAt(RaftClient client, String key, int member) {
        try {
            return client
                    .entries(name(key), name(""), 1, Consistency.LINEARIZABLE)
                    .entries()
                    .stream()
                    .anyMatch(entry -> isAt(entry, member));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isAt(CacheEntry entry, int member) {
        return entry.isAt(member);
    }

    private static boolean isKnown(RaftClient client, int member) {
        try {
            client.undrain(member);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String health(NeurodProcess node) {
        return new String(get(node, "/health").body(), UTF_8);
    }

    private static int status(NeurodProcess node, String path) {
        return get(node, path).statusCode();
    }

    private static HttpResponse<byte[]> get(NeurodProcess node, String path) {
        try {
            return node.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static int put(NeurodProcess node, String path) {
        try {
            return node.put(path, BODY).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
