package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.coherence.Order.Target;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is purged, and what happens to that which is on its way meanwhile. */
class PurgeIT {
    private static final String KEY = "img/a";
    private static final String PATH = "/cache/" + KEY;

    @TempDir Path folder;

    private EdgeRig rig(TaggedOrigin origin) throws Exception {
        return EdgeRig.start(
                folder,
                EdgeRig.routes(origin.origin().address()),
                edge -> new FakeCluster(edge::apply));
    }

    /** Has a sweep behind it: the next begins some seconds later, so that look-ups come first. */
    private static void sweepOnce(EdgeRig rig) {
        long index = rig.cluster().apply(new Order(Target.TAGS, List.of("none"), false));
        Await.until(
                () -> rig.edge().settledIndex() >= index,
                () -> "settled: " + rig.edge().settledIndex());
    }

    private static Order order(Target target, boolean soft) {
        return switch (target) {
            case KEYS -> new Order(target, List.of(KEY), soft);
            case PREFIX -> new Order(target, List.of("img/"), soft);
            case TAGS -> new Order(target, List.of("t"), soft);
            case ALL -> new Order(target, List.of(), soft);
        };
    }

    private static String json(Target target) {
        return switch (target) {
            case KEYS -> "{\"keys\":[\"" + KEY + "\"]}";
            case PREFIX -> "{\"prefix\":\"img/\"}";
            case TAGS -> "{\"tags\":[\"t\"]}";
            case ALL -> "{\"all\":true}";
        };
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPurgedIsFetchedAnew(Target target) throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            sweepOnce(rig);
            assertEquals("v001", rig.get(PATH).body());
            HttpResponse<String> answer = rig.send("POST", "/purge", json(target));

            assertEquals(200, answer.statusCode());
            assertEquals("{\"index\":12,\"found\":true}\n", answer.body());
            assertEquals(
                    "application/json", answer.headers().firstValue("Content-Type").orElse(""));
            assertEquals("v002", rig.get(PATH).body(), "fetched whole: nothing is validated");
            assertEquals("v002", rig.get(PATH).body());
            assertEquals(2, origin.requests());
            assertEquals(2, rig.edge().counters().orders.sum());
            assertEquals(target == Target.KEYS ? 0 : 1, rig.edge().counters().foundGone.sum());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPurgedSoftlyIsValidatedAndFreshAgain(Target target) throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            sweepOnce(rig);
            rig.get(PATH);
            rig.send("POST", "/purge", json(target).replace("}", ",\"soft\":true}"));
            HttpResponse<String> validated = rig.get(PATH);
            HttpResponse<String> hit = rig.get(PATH);

            assertEquals("v001", validated.body());
            assertTrue(EdgeRig.status(validated).contains("fwd=stale; fwd-status=304"));
            assertTrue(EdgeRig.status(hit).contains("hit"), EdgeRig.status(hit));
            assertEquals(2, origin.requests());
            assertEquals(1, rig.edge().counters().foundStaleByOrder.sum());
        }
    }

    @Test
    void whatIsPurgedSoftlyMayBeServedWhileItIsValidated() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.adds("CDN-Cache-Control: max-age=60, stale-while-revalidate=60\r\n");
            origin.changes();
            rig.get(PATH);
            rig.cluster().apply(order(Target.TAGS, true));

            HttpResponse<String> stale = rig.get(PATH);
            assertEquals("v001", stale.body());
            assertTrue(EdgeRig.status(stale).contains("hit"), EdgeRig.status(stale));
            Await.until(() -> rig.edge().counters().stored.sum() == 2, () -> "not replaced");
            assertEquals("v002", rig.get(PATH).body());
        }
    }

    @Test
    void whatIsPurgedSoftlyMayStandInForAnOriginThatFails() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.adds("CDN-Cache-Control: max-age=60, stale-if-error=60\r\n");
            rig.get(PATH);
            rig.cluster().apply(order(Target.ALL, true));
            origin.fails();

            assertEquals("v001", rig.get(PATH).body());
            assertEquals(1, rig.edge().counters().servedStale.sum());
        }
    }

    @Test
    void whatMayHaveBeenPurgedIsValidatedAndNeverStandsIn() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.adds(
                    "CDN-Cache-Control: max-age=60, stale-if-error=60,"
                            + " stale-while-revalidate=60\r\n");
            rig.get(PATH);
            rig.get("/cache/other");
            rig.cluster().missed();

            assertTrue(EdgeRig.status(rig.get(PATH)).contains("fwd-status=304"));
            assertTrue(EdgeRig.status(rig.get(PATH)).contains("hit"));
            origin.fails();
            assertEquals(503, rig.get("/cache/other").statusCode());
            assertEquals(2, rig.edge().counters().foundDoubtful.sum());
            assertEquals(0, rig.edge().counters().servedStale.sum());
        }
    }

    @Test
    void whatHasNoOriginIsGoneWhenItIsStaleOrInDoubt() throws Exception {
        try (EdgeRig rig =
                EdgeRig.start(folder, Routes.NONE, edge -> new FakeCluster(edge::apply))) {
            rig.send("PUT", "/cache/img/a", "a");
            rig.send("PUT", "/cache/b", "b");
            rig.cluster().apply(order(Target.PREFIX, true));
            assertEquals(404, rig.get("/cache/img/a").statusCode());
            assertEquals("b", rig.get("/cache/b").body());

            rig.cluster().missed();
            assertEquals(404, rig.get("/cache/b").statusCode());
            assertEquals(404, rig.get("/cache/img/a").statusCode());
        }
    }

    @Test
    void whatWasBornByTheCountOfAnotherLogIsValidated() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start()) {
            try (EdgeRig rig = rig(origin)) {
                for (int i = 0; i < 5; i++) {
                    rig.cluster().advance();
                }
                rig.get(PATH);
            }
            try (EdgeRig rig = rig(origin)) {
                assertTrue(EdgeRig.status(rig.get(PATH)).contains("fwd-status=304"));
                assertTrue(EdgeRig.status(rig.get(PATH)).contains("hit"));
            }
        }
    }

    @Test
    void anOrderThatComesAgainRemovesOnlyWhatIsOlder() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            long index = rig.cluster().apply(Order.key(KEY));
            rig.get(PATH);

            assertEquals(0, rig.edge().apply(index, Order.key(KEY)));
            assertEquals("v001", rig.get(PATH).body());
            assertEquals(1, rig.edge().apply(index + 1, Order.key(KEY)));
            assertEquals("v002", rig.get(PATH).body());
        }
    }

    @Test
    void everyVariantOfAKeyIsPurged() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.adds("Vary: Accept-Language\r\n");
            rig.get(PATH, "Accept-Language", "de");
            rig.get(PATH, "Accept-Language", "fr");
            long index = rig.cluster().apply(new Order(Target.TAGS, List.of("none"), false));
            rig.get(PATH, "Accept-Language", "it");

            assertEquals(1, rig.edge().apply(index, Order.key(KEY)), "two of three are older");
            assertEquals("v003", rig.get(PATH, "Accept-Language", "it").body());
            assertEquals("v004", rig.get(PATH, "Accept-Language", "fr").body());
            rig.cluster().apply(Order.key(KEY));
            assertEquals("v005", rig.get(PATH, "Accept-Language", "it").body());
        }
    }

    // ---- While an order comes.

    @ParameterizedTest
    @CsvSource({
        "KEYS, false", "PREFIX, false", "TAGS, false", "ALL, false",
        "KEYS, true", "PREFIX, true", "TAGS, true", "ALL, true",
    })
    void aFillFromBeforeIsNeitherJoinedNorPublished(Target target, boolean soft) throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            CountDownLatch goOn = origin.hold();
            HttpRequest request = HttpRequest.newBuilder(rig.uri(PATH)).build();
            HttpResponse<InputStream> filling =
                    rig.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = filling.body()) {
                body.readNBytes(2);
                rig.cluster().apply(order(target, soft));
                CompletableFuture<HttpResponse<String>> later =
                        rig.client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
                Await.until(() -> origin.requests() == 2, () -> "joined what is older");
                goOn.countDown();

                assertEquals("01", text(body.readAllBytes()), "who asked before gets it whole");
                assertEquals("v002", later.get(20, TimeUnit.SECONDS).body());
            }
            assertEquals("v002", rig.get(PATH).body());
            assertEquals(2, origin.requests());
            Await.until(
                    () -> rig.edge().counters().superseded.sum() == 1,
                    () -> "superseded: " + rig.edge().counters().superseded);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Its tags are not known before its head is here: who joined meanwhile asks anew. */
    @Test
    void whoJoinedAFillWhoseTagWasPurgedBeforeItsHeadCameAsksAnew() throws Exception {
        CountDownLatch headMayCome = new CountDownLatch(1);
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    boolean first = request.field("X-First") != null;
                    if (first && !headMayCome.await(20, TimeUnit.SECONDS)) {
                        throw new AssertionError("nobody let the origin go on");
                    }
                    with.send(
                            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nCache-Tag: t\r\n"
                                    + "Content-Length: 3\r\n\r\n"
                                    + (first ? "old" : "new"));
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig =
                        EdgeRig.start(
                                folder,
                                EdgeRig.routes(origin.address()),
                                edge -> new FakeCluster(edge::apply))) {
            CompletableFuture<HttpResponse<String>> leader =
                    rig.client()
                            .sendAsync(
                                    HttpRequest.newBuilder(rig.uri(PATH))
                                            .header("X-First", "1")
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            Await.until(() -> origin.requests().size() == 1, () -> "not asked");
            rig.cluster().apply(order(Target.TAGS, false));
            CompletableFuture<HttpResponse<String>> follower =
                    rig.client()
                            .sendAsync(
                                    HttpRequest.newBuilder(rig.uri(PATH)).build(),
                                    HttpResponse.BodyHandlers.ofString());
            Await.until(() -> rig.edge().counters().collapsed.sum() == 1, () -> "not joined");
            headMayCome.countDown();

            assertEquals("old", leader.get(20, TimeUnit.SECONDS).body());
            assertEquals("new", follower.get(20, TimeUnit.SECONDS).body());
            assertEquals("new", rig.get(PATH).body());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aValidationFromBeforeRenewsNothing(Target target) throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            rig.cluster().apply(order(Target.ALL, true));
            CountDownLatch goOn = origin.hold();
            CompletableFuture<HttpResponse<String>> validated =
                    rig.client()
                            .sendAsync(
                                    HttpRequest.newBuilder(rig.uri(PATH)).build(),
                                    HttpResponse.BodyHandlers.ofString());
            Await.until(() -> origin.requests() == 2, () -> "not validated");
            rig.cluster().apply(order(target, false));
            goOn.countDown();

            assertEquals("v001", validated.get(20, TimeUnit.SECONDS).body());
            assertEquals("v002", rig.get(PATH).body(), "fetched whole");
        }
    }

    /** The tag is not known before the 304 is here, as with the head of a whole response. */
    @Test
    void whoJoinedAValidationWhoseNewTagWasPurgedAsksAnew() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            rig.cluster().apply(order(Target.ALL, true));
            origin.confirmsWithTag("u");
            CountDownLatch goOn = origin.hold();
            HttpRequest request = HttpRequest.newBuilder(rig.uri(PATH)).build();
            CompletableFuture<HttpResponse<String>> leader =
                    rig.client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
            Await.until(() -> origin.requests() == 2, () -> "not validated");
            rig.cluster().apply(new Order(Target.TAGS, List.of("u"), false));
            CompletableFuture<HttpResponse<String>> follower =
                    rig.client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
            Await.until(() -> rig.edge().counters().collapsed.sum() == 1, () -> "not joined");
            goOn.countDown();

            assertEquals("v001", leader.get(20, TimeUnit.SECONDS).body());
            assertEquals("v001", follower.get(20, TimeUnit.SECONDS).body());
            assertEquals(3, origin.requests(), "asked after the purge");
        }
    }

    /** The soft order lets it stand in, the hard one that comes meanwhile does not. */
    @ParameterizedTest
    @EnumSource
    void whatIsPurgedWhileItIsValidatedDoesNotStandIn(Target target) throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.adds("CDN-Cache-Control: max-age=60, stale-if-error=60\r\n");
            rig.get(PATH);
            rig.cluster().apply(order(Target.ALL, true));
            CountDownLatch goOn = origin.hold();
            CompletableFuture<HttpResponse<String>> validated =
                    rig.client()
                            .sendAsync(
                                    HttpRequest.newBuilder(rig.uri(PATH)).build(),
                                    HttpResponse.BodyHandlers.ofString());
            Await.until(() -> origin.requests() == 2, () -> "not validated");
            rig.cluster().apply(order(target, false));
            origin.fails();
            goOn.countDown();

            assertEquals(503, validated.get(20, TimeUnit.SECONDS).statusCode());
        }
    }

    // ---- Answers.

    @Test
    void aDeleteIsAnsweredAsTheClusterSays() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            assertEquals(204, rig.send("DELETE", PATH, "").statusCode());
            assertEquals(404, rig.send("DELETE", PATH, "").statusCode());

            rig.cluster().holdOrders();
            CompletableFuture<HttpResponse<String>> waiting =
                    rig.client()
                            .sendAsync(
                                    HttpRequest.newBuilder(rig.uri(PATH)).DELETE().build(),
                                    HttpResponse.BodyHandlers.ofString());
            FakeCluster.Held held = rig.cluster().nextHeld();
            assertEquals(Order.key(KEY), held.order());
            rig.get(PATH);
            assertEquals(false, waiting.isDone(), "no answer before the order is in force");
            held.answer().accept(new Cluster.Outcome.Done(99, true));
            assertEquals(204, waiting.get(20, TimeUnit.SECONDS).statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LEADER, It is not known",
        "TIMEOUT, It is not known",
        "OVERLOADED, Nothing was done",
        "REFUSED, Nothing was done",
    })
    void whatIsNotKnownToBeInForceIsSaidToBeSo(Cluster.Reason reason, String sentence)
            throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.cluster().refuseOrders(new Cluster.Outcome.Unknown(reason, "it failed"));
            List<HttpResponse<String>> answers =
                    List.of(
                            rig.send("DELETE", PATH, ""),
                            rig.send("POST", "/purge", "{\"all\":true}"),
                            rig.send("PUT", PATH, "mine"));
            for (HttpResponse<String> answer : answers) {
                assertEquals(503, answer.statusCode());
                assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
                assertTrue(answer.body().startsWith("It failed. " + sentence), answer.body());
            }
            assertEquals("v001", rig.get(PATH).body(), "the upload is dropped");
        }
    }

    @Test
    void anAnswerForAClientThatLeftDisturbsNobody() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.cluster().holdOrders();
            CompletableFuture<HttpResponse<String>> leaving =
                    rig.client()
                            .sendAsync(
                                    HttpRequest.newBuilder(rig.uri(PATH)).DELETE().build(),
                                    HttpResponse.BodyHandlers.ofString());
            FakeCluster.Held held = rig.cluster().nextHeld();
            leaving.cancel(true);
            Await.until(
                    () -> rig.edge().serverCounters().connectionsOpen() == 0,
                    () -> "open: " + rig.edge().serverCounters().connectionsOpen());
            held.answer().accept(new Cluster.Outcome.Done(99, true));

            assertEquals("v001", rig.get(PATH).body());
        }
    }

    @Test
    void aPurgeThatCannotBeReadIsRefused() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            HttpResponse<String> unknown = rig.send("POST", "/purge", "{\"kyes\":[\"a\"]}");
            assertEquals(400, unknown.statusCode());
            assertTrue(unknown.body().startsWith("Unknown field \"kyes\""), unknown.body());
            assertEquals(400, rig.send("POST", "/purge", "").statusCode());

            HttpResponse<String> wrongMethod = rig.get("/purge");
            assertEquals(405, wrongMethod.statusCode());
            assertEquals("POST", wrongMethod.headers().firstValue("Allow").orElse(""));
            String large = " ".repeat(Purge.MAX_BODY_BYTES + 1);
            assertEquals(413, rig.send("POST", "/purge", large).statusCode());
            assertEquals(0, rig.edge().counters().orders.sum());
            assertEquals(0, origin.requests(), "the path is the node's own");
        }
    }

    @Test
    void whoMayNotWriteMayNotPurge() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            String[] proxied = {"X-Forwarded-For", "192.0.2.1"};
            String[] foreign = {"Origin", "https://evil.example"};
            assertEquals(401, rig.send("POST", "/purge", "{\"all\":true}", proxied).statusCode());
            assertEquals(401, rig.send("POST", "/purge", "{\"all\":true}", foreign).statusCode());
            assertEquals(0, rig.edge().counters().orders.sum());
        }
    }

    @Test
    void anUnsafeRequestForgetsHereAtOnceAndElsewhereSoon() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get("/page");
            rig.send("POST", "/page", "x");

            String key = "127.0.0.1:" + rig.port() + "/page";
            assertEquals(List.of(Order.key(key)), rig.cluster().soon());
            assertEquals("v003", rig.get("/page").body());
        }
    }
}
