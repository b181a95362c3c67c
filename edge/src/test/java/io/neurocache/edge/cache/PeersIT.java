package io.neurocache.edge.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.Glob;
import io.neurocache.edge.Limits;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.peer.BodyDigest;
import io.neurocache.edge.peer.PeerRing;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edges that get objects from each other. */
class PeersIT {
    private static final int EDGES = 3;

    @TempDir Path folder;

    private final SharedDirectory directory = new SharedDirectory();
    private final List<EdgeRig> rigs = new ArrayList<>();
    private final List<PeerRing.Peer> ring = new ArrayList<>();
    private final AtomicReference<String> page = new AtomicReference<>("v1");

    @SuppressWarnings("NullAway.Init") // by start
    private FakeOrigin origin;

    @BeforeEach
    void start() throws Exception {
        origin = FakeOrigin.start(FakeOrigin.each(this::answer));
        Route route = Route.of(Glob.of("site/**"), List.of(origin.address()));
        for (int member = 1; member <= EDGES; member++) {
            int self = member;
            Path own = Files.createDirectory(folder.resolve("edge-" + member));
            rigs.add(
                    EdgeRig.start(
                            own,
                            new Routes(List.of(route)),
                            Limits.DEFAULTS,
                            EdgeRig.SLAB_BYTES,
                            edge -> new FakeCluster(edge::apply),
                            cluster -> directory.of(self, cluster)));
            ring.add(new PeerRing.Peer(member, edge(member).peerAddress()));
        }
        for (int member = 1; member <= EDGES; member++) {
            edge(member).edge().replacePeers(new PeerRing(member, ring));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (EdgeRig rig : rigs) {
            rig.close();
        }
        origin.close();
    }

    private EdgeRig edge(int member) {
        return rigs.get(member - 1);
    }

    private void answer(Conversation.Request request, Conversation with) throws IOException {
        String body = page.get();
        with.send(
                FakeOrigin.lines(
                        "HTTP/1.1 200 OK",
                        "Cache-Control: max-age=600",
                        "Cache-Tag: news",
                        "Age: 7",
                        "Content-Length: " + body.length(),
                        "",
                        body));
    }

    private static Directory.Content content(String body) {
        BodyDigest digest = new BodyDigest();
        digest.update(Unpooled.copiedBuffer(body, ISO_8859_1));
        return new Directory.Content(body.length(), digest.finish(), 1_900_000_000);
    }

    /** The edge that is to fetch a key for all. */
    private int fetcher(String key) {
        for (int member = 1; member <= EDGES; member++) {
            if (new PeerRing(member, ring).ahead(key, _ -> true).isEmpty()) {
                return member;
            }
        }
        throw new AssertionError("nobody comes first");
    }

    private int other(int... members) {
        for (int member = 1; member <= EDGES; member++) {
            boolean isTaken = false;
            for (int taken : members) {
                isTaken |= member == taken;
            }
            if (!isTaken) {
                return member;
            }
        }
        throw new AssertionError("no other edge");
    }

    @Test
    void aColdObjectIsFetchedOnceForAllEdges() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int object = 0; object < 20; object++) {
            for (int client = 0; client < 3 * EDGES; client++) {
                EdgeRig rig = edge(1 + client % EDGES);
                HttpRequest request =
                        HttpRequest.newBuilder(rig.uri("/cache/site/" + object)).build();
                answers.add(rig.client().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals("v1", answer.get(20, TimeUnit.SECONDS).body());
        }
        assertEquals(20, origin.requests().size());
        for (int object = 0; object < 20; object++) {
            for (EdgeRig rig : rigs) {
                HttpResponse<String> again = rig.get("/cache/site/" + object);
                assertTrue(EdgeRig.status(again).contains("; hit"), EdgeRig.status(again));
            }
        }
    }

    @Test
    void theFetcherSaysThatItFetchedAndTheAgeGoesOn() throws Exception {
        int fetcher = fetcher("site/a");
        HttpResponse<String> answer = edge(other(fetcher)).get("/cache/site/a");
        assertEquals(
                "NeuroCache; fwd=uri-miss; fwd-status=200; stored; detail=fill-" + fetcher,
                EdgeRig.status(answer));
        assertTrue(answer.headers().firstValueAsLong("Age").orElse(0) >= 7, "its age");
        assertFalse(answer.headers().map().containsKey("neurocache-peer"), "kept between edges");
        String hit = EdgeRig.status(edge(other(fetcher)).get("/cache/site/a"));
        assertTrue(hit.startsWith("NeuroCache; hit; ttl=59"), hit);
    }

    @Test
    void whatAnEdgeHoldsIsTakenFromIt() throws Exception {
        int fetcher = fetcher("site/a");
        int holder = other(fetcher);
        edge(fetcher).get("/cache/site/a");
        edge(holder).get("/cache/site/a");
        edge(fetcher).edge().apply(11, Order.key("site/a"));
        directory.holds(holder, "site/a", content("v1"));
        page.set("v2");
        HttpResponse<String> answer = edge(other(fetcher, holder)).get("/cache/site/a");
        assertEquals("v1", answer.body());
        assertTrue(EdgeRig.status(answer).endsWith("; detail=peer-" + holder), "who gave it");
        assertEquals(1, origin.requests().size());
    }

    @Test
    void whatIsNotTheKnownObjectIsFetchedElsewhere() throws Exception {
        int fetcher = fetcher("site/a");
        int asker = other(fetcher);
        edge(fetcher).get("/cache/site/a");
        directory.holds(fetcher, "site/a", content("v9"));
        HttpResponse<String> answer = edge(asker).get("/cache/site/a");
        assertEquals("v1", answer.body());
        assertEquals(2, origin.requests().size(), "the origin was asked in its place");
        assertEquals(1, edge(asker).edge().counters().peerMismatches.sum());
    }

    @Test
    void anEdgeThatIsGoneIsPassedOver() throws Exception {
        int fetcher = fetcher("site/a");
        edge(fetcher).close();
        rigs.set(fetcher - 1, EdgeRig.start(Files.createDirectory(folder.resolve("x")), origin));
        assertEquals("v1", edge(other(fetcher)).get("/cache/site/a").body());
        assertEquals("v1", edge(other(fetcher, other(fetcher))).get("/cache/site/a").body());
    }

    @Test
    void aPutIsSeenThroughEveryEdge() throws Exception {
        assertEquals(201, edge(1).send("PUT", "/cache/logo", "first").statusCode());
        for (EdgeRig rig : rigs) {
            assertEquals("first", rig.get("/cache/logo").body());
            String status = EdgeRig.status(rig.get("/cache/logo"));
            assertTrue(status.contains("; hit"), status);
        }
        assertEquals(204, edge(2).send("PUT", "/cache/logo", "second").statusCode());
        for (EdgeRig rig : rigs) {
            assertEquals("second", rig.get("/cache/logo").body());
        }
        assertEquals(404, edge(3).get("/cache/unknown").statusCode());
    }

    @Test
    void anEdgeThatIsBehindIsNotBelieved() throws Exception {
        int fetcher = fetcher("site/a");
        int asker = other(fetcher);
        edge(fetcher).get("/cache/site/a");
        page.set("v2");
        edge(asker).cluster().apply(Order.key("site/a"));
        assertEquals("v2", edge(asker).get("/cache/site/a").body());
        assertEquals("v2", edge(asker).get("/cache/site/a").body());
    }

    @Test
    void anEdgeThatCatchesUpIsWaitedFor() throws Exception {
        int fetcher = fetcher("site/a");
        int asker = other(fetcher);
        edge(asker).cluster().apply(Order.key("site/a"));
        CountDownLatch isAsked = new CountDownLatch(1);
        Thread behind =
                Thread.ofVirtual()
                        .start(() -> {
                            Await.until(
                                    () -> edge(fetcher).edge().counters().peerRequests.sum() > 0,
                                    () -> "nobody asks");
                            edge(fetcher).cluster().apply(Order.key("site/a"));
                            isAsked.countDown();
                        });
        HttpResponse<String> answer = edge(asker).get("/cache/site/a");
        assertTrue(isAsked.await(20, TimeUnit.SECONDS), "the other edge was asked");
        behind.join();
        assertTrue(EdgeRig.status(answer).endsWith("detail=fill-" + fetcher), "who gave it");
    }

    @Test
    void whatWasMadeStaleIsNotGivenToOtherEdges() throws Exception {
        int fetcher = fetcher("site/a");
        int asker = other(fetcher);
        edge(fetcher).get("/cache/site/a");
        page.set("v2");
        for (EdgeRig rig : rigs) {
            rig.cluster().apply(new Order(Order.Target.TAGS, List.of("news"), true));
        }
        assertEquals("v2", edge(asker).get("/cache/site/a").body());
    }

    @Test
    void whatIsPurgedWhileAnotherEdgeGivesItIsNotKept() throws Exception {
        int fetcher = fetcher("site/a");
        int asker = other(fetcher);
        edge(fetcher).get("/cache/site/a");
        page.set("v2");
        // When the other edge looks at its lease it has found the object: now comes the order.
        edge(fetcher)
                .cluster()
                .beforeNextLeaseCheck(() ->
                        edge(asker)
                                .cluster()
                                .apply(new Order(Order.Target.TAGS, List.of("news"), false)));
        HttpResponse<String> answer = edge(asker).get("/cache/site/a");
        assertEquals("v2", answer.body(), "what the order covers is not taken");
        assertEquals(1, edge(asker).edge().counters().superseded.sum());
        edge(fetcher).cluster().apply(new Order(Order.Target.TAGS, List.of("news"), false));
        assertEquals("v2", edge(asker).get("/cache/site/a").body());
    }

    @Test
    void anEdgeThatDiesWithinABodyIsReplacedByTheOrigin() throws Exception {
        String half = "x".repeat(1 << 20);
        CountDownLatch halfway = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        try (FakeOrigin slow =
                FakeOrigin.start(
                        FakeOrigin.each(
                                (request, with) -> half(request, with, half, halfway, dead)))) {
            for (EdgeRig rig : rigs) {
                rig.edge().replaceRoutes(EdgeRig.routes(slow.address()));
            }
            int fetcher = fetcher("site/a");
            int asker = other(fetcher);
            HttpRequest request = HttpRequest.newBuilder(edge(asker).uri("/cache/site/a")).build();
            CompletableFuture<HttpResponse<String>> answer =
                    edge(asker).client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
            assertTrue(halfway.await(20, TimeUnit.SECONDS), "the fetcher asks the origin");
            Await.until(
                    () -> edge(fetcher).edge().counters().bytesToPeers.sum() > 1000,
                    () -> "the asker gets nothing");
            edge(fetcher).close();
            dead.countDown();
            assertEquals(half + half, answer.get(20, TimeUnit.SECONDS).body());
            rigs.set(
                    fetcher - 1, EdgeRig.start(Files.createDirectory(folder.resolve("x")), origin));
        }
    }

    /** Sends the first half, waits, then the rest; and parts to those who ask for parts. */
    private static void half(
            Conversation.Request request,
            Conversation with,
            String half,
            CountDownLatch halfway,
            CountDownLatch dead)
            throws IOException {
        String range = request.field("Range");
        int all = 2 * half.length();
        if (range != null) {
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            with.send(
                    FakeOrigin.lines(
                            "HTTP/1.1 206 Partial Content",
                            "Cache-Control: max-age=600",
                            "ETag: \"e\"",
                            "Content-Range: bytes %d-%d/%d".formatted(from, all - 1, all),
                            "Content-Length: " + (all - from),
                            "",
                            (half + half).substring(from)));
            return;
        }
        with.send(
                FakeOrigin.lines(
                        "HTTP/1.1 200 OK",
                        "Cache-Control: max-age=600",
                        "ETag: \"e\"",
                        "Content-Length: " + all,
                        "",
                        half));
        halfway.countDown();
        try {
            assertTrue(dead.await(20, TimeUnit.SECONDS), "the edge is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        with.send(half);
    }

    @Test
    void whatIsPreloadedIsFetchedOnceAndHereWhenItIsAskedFor() throws Exception {
        for (EdgeRig rig : rigs) {
            rig.edge().preload(List.of("site/a", "//host.example/site/b?x=1", "no route", "//"));
        }
        for (EdgeRig rig : rigs) {
            Await.until(
                    () -> rig.edge().counters().stored.sum() == 2,
                    () -> "stored " + rig.edge().counters().stored.sum());
            String status = EdgeRig.status(rig.get("/cache/site/a"));
            assertTrue(status.contains("; hit"), status);
            assertEquals(2, rig.edge().counters().preloadsDropped.sum());
            rig.edge().preload(List.of("site/a"));
        }
        assertEquals(
                List.of("/site/a", "/site/b?x=1"),
                origin.requests().stream().map(Conversation.Request::target).sorted().toList());
    }

    @Test
    void whoSaysThatHeIsAnEdgeGetsNoMoreThanOthers() throws Exception {
        int fetcher = fetcher("site/a");
        String question = "member=9, ordered=0";
        HttpResponse<String> answer =
                edge(fetcher).get("/cache/site/a", "NeuroCache-Peer", question);
        assertEquals("v1", answer.body());
        assertEquals(0, edge(fetcher).edge().counters().hits.sum());
        assertEquals(
                503,
                edge(fetcher)
                        .get("/cache/site/a", "NeuroCache-Peer", "member=9, ordered=99999")
                        .statusCode());
        assertEquals(
                null, origin.requests().getFirst().field("NeuroCache-Peer"), "not for origins");
    }
}
