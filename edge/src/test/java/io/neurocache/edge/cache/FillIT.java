package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.Limits;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fill, however many want it; and what happens when it goes wrong. */
class FillIT {
    private static final int CLIENTS = 1000;

    @TempDir Path folder;

    @Test
    void aThousandClientsOfOneColdObjectAreOneFetch() throws Exception {
        String body = "x".repeat(10_000);
        CountDownLatch allWait = new CountDownLatch(1);
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    assertTrue(allWait.await(20, TimeUnit.SECONDS));
                    with.send(
                            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                    + "Content-Length: 10000\r\n\r\n"
                                    + body);
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                HttpRequest request = HttpRequest.newBuilder(rig.uri("/cold")).build();
                answers.add(rig.client().sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            Await.until(
                    () -> rig.edge().counters().requests.sum() == CLIENTS,
                    () -> "requests: " + rig.edge().counters().requests);
            allWait.countDown();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertEquals(body, answer.get(20, TimeUnit.SECONDS).body());
            }
            assertEquals(1, origin.requests().size());
            assertEquals(CLIENTS - 1, rig.edge().counters().collapsed.sum());
        }
    }

    @Test
    void theFirstByteArrivesWhileTheRestIsStillAtTheOrigin() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    with.send(
                            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                    + "Content-Length: 10\r\n\r\nfirst");
                    assertTrue(firstSeen.await(20, TimeUnit.SECONDS));
                    with.send("later");
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpResponse<InputStream> response =
                    rig.client()
                            .send(
                                    HttpRequest.newBuilder(rig.uri("/a")).build(),
                                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                assertEquals("first", text(body.readNBytes(5)));
                firstSeen.countDown();
                assertEquals("later", text(body.readNBytes(5)));
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBodyThatEndsEarlyIsNeitherCompleteNorCached() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.once(
                        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                + "Content-Length: 100\r\n\r\nonly this");
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            assertThrows(IOException.class, () -> rig.get("/a"));
            assertThrows(IOException.class, () -> rig.get("/a"));

            assertEquals(2, origin.requests().size());
            assertEquals(0, rig.edge().storage().objects());
        }
    }

    @Test
    void aBrokenChunkedBodyIsNotCachedEither() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.once(
                        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            assertThrows(IOException.class, () -> rig.get("/a"));

            assertEquals(0, rig.edge().storage().objects());
        }
    }

    @Test
    void whatIsTooLargeToCacheStreamsThrough() throws Exception {
        long slab = 8L << 20;
        int length = 4 << 20;
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    with.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n");
                    if (request.target().equals("/announced")) {
                        with.send("Content-Length: " + length + "\r\n\r\n");
                        with.send("y".repeat(length));
                    } else {
                        with.send("Transfer-Encoding: chunked\r\n\r\n");
                        for (int sent = 0; sent < length; sent += 1 << 16) {
                            with.send("10000\r\n" + "y".repeat(1 << 16) + "\r\n");
                        }
                        with.send("0\r\n\r\n");
                    }
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig =
                        EdgeRig.start(
                                folder, EdgeRig.routes(origin.address()), Limits.DEFAULTS, slab)) {
            String expected = "y".repeat(length);
            for (int i = 0; i < 2; i++) {
                assertEquals(expected, rig.get("/announced").body());
                assertEquals(expected, rig.get("/unannounced").body());
            }
            assertEquals(0, rig.edge().storage().objects());
            Await.until(
                    () -> rig.edge().fillsUnderWay() == 0,
                    () -> "fills: " + rig.edge().fillsUnderWay());
        }
    }

    @Test
    void aRangeOfAColdObjectIsServedFromItsFill() throws Exception {
        FakeOrigin.Script script =
                FakeOrigin.always(
                        "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"e\"\r\n"
                                + "Content-Length: 10\r\n\r\n0123456789");
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpResponse<String> cold = rig.get("/a", "Range", "bytes=2-4");
            HttpResponse<String> several = rig.get("/a", "Range", "bytes=0-0,-1");
            HttpResponse<String> beyond = rig.get("/a", "Range", "bytes=10-");
            HttpResponse<String> changed =
                    rig.get("/a", "Range", "bytes=2-4", "If-Range", "\"other\"");

            assertEquals(206, cold.statusCode());
            assertEquals("234", cold.body());
            assertEquals("bytes 2-4/10", cold.headers().firstValue("Content-Range").orElse(""));
            assertEquals(206, several.statusCode());
            assertEquals(416, beyond.statusCode());
            assertEquals(200, changed.statusCode());
            assertEquals(1, origin.requests().size());
        }
    }

    @Test
    void anOriginThatDropsOrIsGoneIsABadGateway() throws Exception {
        FakeOrigin origin = FakeOrigin.start(with -> with.reset());
        try (EdgeRig rig = EdgeRig.start(folder, origin)) {
            assertEquals(502, rig.get("/dropped").statusCode());
            origin.close();
            assertEquals(502, rig.get("/gone").statusCode());
            assertNotEquals(0, rig.edge().counters().originFailures.sum());
        }
    }

    @Test
    void whatWasPurgedWhileItWasFetchedIsNotFoundAfterwards() throws Exception {
        assertEquals("new", afterAFillDuring(rig -> rig.send("DELETE", "/cache/a", "")));
    }

    @Test
    void whatWasPutWhileItWasFetchedStays() throws Exception {
        assertEquals("put", afterAFillDuring(rig -> rig.send("PUT", "/cache/a", "put")));
    }

    /** Does something while "old" is on its way from the origin; returns what is served then. */
    private String afterAFillDuring(Deed deed) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger served = new AtomicInteger();
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) -> {
                    with.send(
                            "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                    + "Content-Length: 3\r\n\r\n");
                    if (served.getAndIncrement() == 0) {
                        with.send("o");
                        assertTrue(done.await(20, TimeUnit.SECONDS));
                        with.send("ld");
                    } else {
                        with.send("new");
                    }
                });
        try (FakeOrigin origin = FakeOrigin.start(script);
                EdgeRig rig = EdgeRig.start(folder, origin)) {
            HttpRequest request = HttpRequest.newBuilder(rig.uri("/cache/a")).build();
            HttpResponse<InputStream> filling =
                    rig.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = filling.body()) {
                assertEquals("o", text(body.readNBytes(1)));
                deed.on(rig);
                String meanwhile = rig.get("/cache/a").body();
                done.countDown();
                assertEquals("ld", text(body.readAllBytes()));
                String after = rig.get("/cache/a").body();
                assertEquals(meanwhile, after);
                return after;
            }
        }
    }

    /** What somebody does to an edge. */
    private interface Deed {
        void on(EdgeRig rig) throws Exception;
    }
}
