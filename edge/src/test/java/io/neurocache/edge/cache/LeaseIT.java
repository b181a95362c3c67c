package io.neurocache.edge.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Glob;
import io.neurocache.edge.Route;
import io.neurocache.edge.Routes;
import io.neurocache.edge.coherence.Order;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an edge serves with a lease, and what without. */
class LeaseIT {
    private static final String PATH = "/cache/img/a";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @TempDir Path folder;

    private EdgeRig rig(TaggedOrigin origin, Route.WhenCutOff whenCutOff) throws Exception {
        Route plain = Route.of(Glob.of("**"), List.of(origin.origin().address()));
        Route route =
                new Route(
                        plain.pattern(),
                        plain.host(),
                        plain.origins(),
                        plain.healthPath(),
                        plain.defaultTtl(),
                        plain.staleIfError(),
                        plain.staleIfUnreachable(),
                        whenCutOff,
                        Duration.ofSeconds(30),
                        plain.connectTimeout(),
                        plain.responseTimeout());
        return EdgeRig.start(
                folder, new Routes(List.of(route)), edge -> new FakeCluster(edge::apply));
    }

    private EdgeRig rig(TaggedOrigin origin) throws Exception {
        return rig(origin, Route.WhenCutOff.REVALIDATE);
    }

    @Test
    void aHitLooksAtTheLeaseOnce() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            int before = rig.cluster().leaseChecks();
            rig.get(PATH);

            assertEquals(before + 1, rig.cluster().leaseChecks());
        }
    }

    @Test
    void aHitWithoutALeaseIsValidatedFirst() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            rig.cluster().loseLease(SECOND);
            HttpResponse<String> validated = rig.get(PATH);
            rig.get(PATH);
            rig.cluster().regainLease();
            HttpResponse<String> hit = rig.get(PATH);

            assertEquals("v001", validated.body());
            assertTrue(EdgeRig.status(validated).contains("fwd-status=304"));
            assertTrue(EdgeRig.status(hit).contains("hit"), EdgeRig.status(hit));
            assertEquals(3, origin.requests());
            assertEquals(2, rig.edge().counters().unleased.sum());
        }
    }

    @Test
    void aLeaseLostBetweenLookUpAndAnswerIsMissed() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.changes();
            rig.get(PATH);
            rig.cluster().beforeNextLeaseCheck(() -> rig.cluster().loseLease(SECOND));

            assertEquals("v002", rig.get(PATH).body());
        }
    }

    /** The purge was answered while the lease was lost; the grant came with it. */
    @ParameterizedTest
    @EnumSource
    void aLeaseThatCameBackWithAPurgeBetweenLookUpAndAnswerServesNothingOlder(Order.Target target)
            throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            rig.cluster()
                    .beforeNextLeaseCheck(() -> {
                        rig.cluster()
                                .apply(
                                        switch (target) {
                                            case KEYS -> Order.key("img/a");
                                            case PREFIX ->
                                                    new Order(target, List.of("img/"), false);
                                            case TAGS -> new Order(target, List.of("t"), false);
                                            case ALL -> new Order(target, List.of(), false);
                                        });
                        rig.cluster().grant();
                    });

            assertEquals("v002", rig.get(PATH).body());
        }
    }

    @Test
    void withoutALeaseNothingStandsInForAnOriginThatFails() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.adds("CDN-Cache-Control: max-age=60, stale-if-error=60\r\n");
            rig.get(PATH);
            origin.fails();
            rig.cluster().loseLease(SECOND);

            assertEquals(503, rig.get(PATH).statusCode());
        }
    }

    @Test
    void whatHasNoOriginIsKeptAndRefused() throws Exception {
        try (EdgeRig rig =
                EdgeRig.start(folder, Routes.NONE, edge -> new FakeCluster(edge::apply))) {
            rig.send("PUT", PATH, "mine");
            rig.cluster().loseLease(SECOND);
            HttpResponse<String> refused = rig.get(PATH);
            assertEquals(503, refused.statusCode());
            assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
            assertTrue(refused.body().contains("cut off from its cluster"), refused.body());
            assertEquals(404, rig.get("/cache/other").statusCode());

            rig.cluster().regainLease();
            assertEquals("mine", rig.get(PATH).body());
        }
    }

    @Test
    void onlyIfCachedGetsNothingThatIsNotVouchedFor() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            rig.get(PATH);
            rig.cluster().loseLease(SECOND);

            assertEquals(504, rig.get(PATH, "Cache-Control", "only-if-cached").statusCode());
        }
    }

    // ---- when-cut-off.

    @Test
    void aRouteMayFailWhenCutOff() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin, Route.WhenCutOff.FAIL)) {
            rig.get(PATH);
            rig.cluster().loseLease(SECOND);

            assertEquals(503, rig.get(PATH).statusCode());
            assertEquals("v002", rig.get("/cache/new").body(), "a miss asks the origin");
            assertEquals(2, origin.requests());
        }
    }

    @Test
    void aRouteMayServeForABoundedTimeWhenCutOff() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin, Route.WhenCutOff.SERVE_STALE)) {
            rig.get(PATH);
            rig.cluster().loseLease(30 * SECOND - 1);
            HttpResponse<String> served = rig.get(PATH);
            assertTrue(
                    EdgeRig.status(served).matches("NeuroCache; hit; ttl=\\d+; detail=lease-lost"),
                    EdgeRig.status(served));
            assertEquals(1, rig.edge().counters().servedUnleased.sum());
            assertEquals(0, rig.edge().counters().unleased.sum());

            rig.cluster().loseLease(30 * SECOND);
            assertTrue(EdgeRig.status(rig.get(PATH)).contains("fwd-status=304"));
            rig.cluster().loseLease(Long.MAX_VALUE);
            assertTrue(EdgeRig.status(rig.get(PATH)).contains("fwd-status=304"));
        }
    }

    @Test
    void whatIsKnownToBePurgedIsNotServedWhenCutOff() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin, Route.WhenCutOff.SERVE_STALE)) {
            rig.get(PATH);
            rig.cluster().loseLease(SECOND);
            rig.cluster().apply(new Order(Order.Target.TAGS, List.of("t"), true));
            assertTrue(EdgeRig.status(rig.get(PATH)).contains("fwd-status=304"));

            rig.cluster().apply(new Order(Order.Target.TAGS, List.of("t"), false));
            assertEquals("v002", rig.get(PATH).body());
        }
    }

    // ---- Fills.

    @Test
    void withoutALeaseARushWaitsForTheFillUnderWayAndSharesTheNext() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            CountDownLatch goOn = origin.hold();
            rig.cluster().loseLease(SECOND);
            CompletableFuture<HttpResponse<String>> first = send(rig);
            Await.until(() -> origin.requests() == 1, () -> "not asked");
            List<CompletableFuture<HttpResponse<String>>> rush = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                rush.add(send(rig));
            }
            Await.until(
                    () -> rig.edge().counters().collapsed.sum() == 50,
                    () -> "waiting: " + rig.edge().counters().collapsed);
            assertEquals(1, origin.requests(), "they wait");
            goOn.countDown();

            assertEquals("v001", first.get(20, TimeUnit.SECONDS).body());
            for (CompletableFuture<HttpResponse<String>> each : rush) {
                assertEquals("v001", each.get(20, TimeUnit.SECONDS).body());
            }
            assertEquals(2, origin.requests(), "one more for all of them");
            assertEquals("\"e\"", origin.origin().requests().get(1).field("If-None-Match"));
        }
    }

    @Test
    void withoutALeaseWhoComesLaterGetsWhatTheOriginSaysLater() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            origin.changes();
            CountDownLatch goOn = origin.hold();
            rig.cluster().loseLease(SECOND);
            CompletableFuture<HttpResponse<String>> first = send(rig);
            Await.until(() -> origin.requests() == 1, () -> "not asked");
            CompletableFuture<HttpResponse<String>> second = send(rig);
            Await.until(() -> rig.edge().counters().collapsed.sum() == 1, () -> "not waiting");
            goOn.countDown();

            assertEquals("v001", first.get(20, TimeUnit.SECONDS).body());
            assertEquals("v002", second.get(20, TimeUnit.SECONDS).body());
        }
    }

    @Test
    void aLeaseLostUnderWayChangesNothingForWhatIsBegun() throws Exception {
        try (TaggedOrigin origin = TaggedOrigin.start();
                EdgeRig rig = rig(origin)) {
            CountDownLatch goOn = origin.hold();
            try (InputStream first = begin(rig);
                    InputStream second = begin(rig)) {
                rig.cluster().loseLease(SECOND);
                goOn.countDown();

                assertEquals("01", new String(first.readAllBytes(), ISO_8859_1));
                assertEquals("01", new String(second.readAllBytes(), ISO_8859_1));
            }
            assertEquals(1, origin.requests());
        }
    }

    /** An answer whose first half is here. */
    private static InputStream begin(EdgeRig rig) throws Exception {
        InputStream body =
                rig.client()
                        .send(
                                HttpRequest.newBuilder(rig.uri(PATH)).build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .body();
        assertEquals("v0", new String(body.readNBytes(2), ISO_8859_1));
        return body;
    }

    private static CompletableFuture<HttpResponse<String>> send(EdgeRig rig) {
        return rig.client()
                .sendAsync(
                        HttpRequest.newBuilder(rig.uri(PATH)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
