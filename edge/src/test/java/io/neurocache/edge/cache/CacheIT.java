package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.Routes;
import io.neurocache.edge.testing.FakeOrigin;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client sees of the cache: hits, validation, variants, refusals. */
class CacheIT {
    @TempDir Path folder;

    private static String answer(String fields, String body) {
        return "HTTP/1.1 200 OK\r\n"
                + fields
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    @Test
    void theSecondRequestIsAHitThatAsksNobody() throws Exception {
        String cacheable = answer("Cache-Control: max-age=60\r\nX-Own: yes\r\n", "hello");
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(cacheable));
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpResponse<String> miss = rig.get("/a");
            HttpResponse<String> hit = rig.get("/a");

            assertEquals("hello", miss.body());
            assertTrue(EdgeRig.status(miss).contains("fwd=uri-miss"), EdgeRig.status(miss));
            assertTrue(EdgeRig.status(miss).contains("stored"), EdgeRig.status(miss));
            assertEquals("hello", hit.body());
            assertTrue(EdgeRig.status(hit).startsWith("NeuroCache; hit; ttl="));
            assertEquals("yes", hit.headers().firstValue("X-Own").orElse(""));
            assertEquals("5", hit.headers().firstValue("Content-Length").orElse(""));
            assertTrue(hit.headers().firstValue("Age").isPresent());
            assertEquals(1, origin.requests().size());
        }
    }

    @Test
    void keysDifferByHostPathAndQuery() throws Exception {
        AtomicInteger served = new AtomicInteger();
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) ->
                        with.send(
                                answer(
                                        "Cache-Control: max-age=60\r\n",
                                        "n" + served.incrementAndGet())));
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            assertEquals("n1", rig.get("/a?x=1").body());
            assertEquals("n2", rig.get("/a?x=2").body());
            assertEquals("n3", rig.get("/a").body());
            assertEquals("n1", rig.get("/a?x=1").body());
            assertEquals("n4", rig.get("/cache/a").body());
        }
    }

    @Test
    void aStaleObjectIsValidatedAndItsHeadRenewed() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    if (request.field("If-None-Match") == null) {
                        with.send(
                                answer(
                                        "Cache-Control: max-age=0\r\nETag: \"v1\"\r\n"
                                                + "X-Old: 1\r\n",
                                        "body"));
                    } else {
                        with.send(
                                "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n"
                                        + "Cache-Control: max-age=60\r\n"
                                        + "X-New: 2\r\n\r\n");
                    }
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            rig.get("/a");
            HttpResponse<String> validated = rig.get("/a");
            HttpResponse<String> hit = rig.get("/a");

            assertEquals("body", validated.body());
            assertTrue(EdgeRig.status(validated).contains("fwd=stale; fwd-status=304"));
            assertEquals("2", validated.headers().firstValue("X-New").orElse(""));
            assertTrue(EdgeRig.status(hit).contains("hit"), EdgeRig.status(hit));
            assertEquals("1", hit.headers().firstValue("X-Old").orElse(""));
            assertEquals("\"v1\"", origin.requests().get(1).field("If-None-Match"));
            assertEquals(2, origin.requests().size());
        }
    }

    @Test
    void aStaleObjectStandsInForAFailingOrigin() throws Exception {
        AtomicInteger served = new AtomicInteger();
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    if (served.getAndIncrement() == 0) {
                        String fields =
                                "Cache-Control: max-age=0, stale-if-error=60\r\n"
                                        + "ETag: \"a\"\r\n";
                        with.send(answer(fields, "good"));
                    } else {
                        with.send("HTTP/1.1 503 Oh\r\nContent-Length: 3\r\n\r\nbad");
                    }
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            rig.get("/a");
            HttpResponse<String> stale = rig.get("/a");

            assertEquals(200, stale.statusCode());
            assertEquals("good", stale.body());
            assertTrue(EdgeRig.status(stale).contains("fwd=stale; fwd-status=503"));
        }
    }

    @Test
    void aStaleObjectStandsInForAnOriginThatIsGone() throws Exception {
        String stale = answer("Cache-Control: max-age=0\r\nETag: \"a\"\r\n", "good");
        FakeOrigin gone = FakeOrigin.start(FakeOrigin.always(stale));
        try (EdgeRig rig = EdgeRig.start(folder, gone)) {
            try (gone) {
                rig.get("/a");
            }
            HttpResponse<String> served = rig.get("/a");

            assertEquals("good", served.body());
            assertTrue(EdgeRig.status(served).contains("unreachable"), EdgeRig.status(served));
            assertEquals(502, rig.get("/never-seen").statusCode());
        }
    }

    @Test
    void variantsAreKeptApartAndFoundAgain() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) ->
                        with.send(
                                answer(
                                        "Cache-Control: max-age=60\r\n"
                                                + "Vary: Accept-Language\r\n",
                                        "for " + request.field("Accept-Language"))));
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            assertEquals("for de", rig.get("/a", "Accept-Language", "de").body());
            assertEquals("for en", rig.get("/a", "Accept-Language", "en").body());
            HttpResponse<String> again = rig.get("/a", "Accept-Language", "de");

            assertEquals("for de", again.body());
            assertTrue(EdgeRig.status(again).contains("hit"), EdgeRig.status(again));
            assertEquals(2, origin.requests().size());
            assertEquals(204, rig.send("DELETE", keyPath(rig, "/a"), "").statusCode());
            assertEquals("for de", rig.get("/a", "Accept-Language", "de").body());
            assertEquals(3, origin.requests().size());
        }
    }

    private static String keyPath(EdgeRig rig, String path) {
        return "/cache/127.0.0.1:" + rig.port() + path;
    }

    @Test
    void whatIsPrivateIsNeverShared() throws Exception {
        String secret = answer("Cache-Control: private, max-age=60\r\n", "secret");
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(secret));
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            rig.get("/a");
            HttpResponse<String> second = rig.get("/a");

            assertFalse(EdgeRig.status(second).contains("hit"), EdgeRig.status(second));
            assertTrue(EdgeRig.status(second).contains("private"), EdgeRig.status(second));
            assertEquals(2, origin.requests().size());
        }
    }

    @Test
    void anUnsafeMethodInvalidatesWhatItMayHaveChanged() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) ->
                        with.send(answer("Cache-Control: max-age=60\r\n", request.text())));
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            rig.get("/a");
            HttpResponse<String> posted = rig.send("POST", "/a", "changed");
            rig.get("/a");

            assertEquals("changed", posted.body());
            assertEquals(3, origin.requests().size());
        }
    }

    @Test
    void onlyIfCachedNeverAsksTheOrigin() throws Exception {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"));
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpResponse<String> response = rig.get("/a", "Cache-Control", "only-if-cached");

            assertEquals(504, response.statusCode());
            assertEquals(0, origin.requests().size());
        }
    }

    @Test
    void aClientCannotSendItsRequestPastTheCache() throws Exception {
        String cacheable = answer("Cache-Control: max-age=60\r\n", "hello");
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(cacheable));
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            rig.get("/a");
            HttpResponse<String> insisted =
                    rig.get("/a", "Cache-Control", "no-cache, max-age=0", "Pragma", "no-cache");

            assertTrue(EdgeRig.status(insisted).contains("hit"), EdgeRig.status(insisted));
            assertEquals(1, origin.requests().size());
        }
    }

    @Test
    void withoutARouteThereIsNothing() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE)) {
            assertEquals(404, rig.get("/a").statusCode());
            assertEquals(404, rig.get("/cache/a").statusCode());
            assertEquals(404, rig.send("POST", "/a", "x").statusCode());
        }
    }

    @Test
    void anOriginThatIsTheEdgeItselfIsALoop() throws Exception {
        try (EdgeRig rig = EdgeRig.start(folder, Routes.NONE)) {
            rig.edge()
                    .replaceRoutes(
                            EdgeRig.routes(
                                    new io.neurocache.edge.OriginAddress(
                                            false, "127.0.0.1", rig.port())));

            assertEquals(508, rig.get("/a").statusCode());
        }
    }

    @Test
    void headAsksForNoBodyAndAHitAnswersItFromTheCache() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    String head =
                            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                    + "Content-Length: 5\r\n\r\n";
                    with.send(request.method().equals("HEAD") ? head : head + "hello");
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpResponse<String> miss = rig.send("HEAD", "/a", "");
            rig.get("/a");
            HttpResponse<String> hit = rig.send("HEAD", "/a", "");

            assertEquals("5", miss.headers().firstValue("Content-Length").orElse(""));
            assertEquals("5", hit.headers().firstValue("Content-Length").orElse(""));
            assertEquals("", hit.body());
            assertEquals(2, origin.requests().size());
        }
    }

    @Test
    void aGetWithABodyReachesTheOriginWithItAndIsNotStored() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) ->
                        with.send(answer("Cache-Control: max-age=60\r\n", request.text())));
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpResponse<String> first = rig.send("GET", "/search", "one");
            HttpResponse<String> second = rig.send("GET", "/search", "two");

            assertEquals("one", first.body());
            assertTrue(EdgeRig.status(first).contains("fwd=request"), EdgeRig.status(first));
            assertEquals("two", second.body());
        }
    }

    @Test
    void aGetWithABodyForAKeyIsAnsweredWithoutIt() throws Exception {
        String unstorable = answer("Cache-Control: no-store\r\n", "hello");
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(unstorable));
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            assertEquals("hello", rig.send("GET", "/cache/a", "body").body());
            assertEquals("", origin.requests().getFirst().text());
        }
    }

    @Test
    void everyRequestIsAHitOrAMiss() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) ->
                        with.send(answer("Cache-Control: max-age=0\r\n", "hello")));
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            rig.send("PUT", "/cache/put", "mine");
            rig.get("/cache/put");
            rig.get("/stale");
            rig.get("/stale");
            rig.get("/stale", "Cache-Control", "only-if-cached");
            rig.send("HEAD", "/other", "");

            EdgeCounters counted = rig.edge().counters();
            assertEquals(5, counted.requests.sum());
            assertEquals(1, counted.hits.sum());
            assertEquals(4, counted.misses.sum());
        }
    }
}
