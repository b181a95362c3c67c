package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of clients that are slow, silent, or gone. */
final class TimeoutsIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(60);

    // Each test starts it with its own waits.
    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void watch() {
        Leaks.watch();
    }

    @AfterEach
    void stop() {
        server.close();
        Leaks.assertNone();
    }

    private TestServer start(ServerTimeouts timeouts) throws IOException {
        server =
                new TestServer(options ->
                        options.withTimeouts(timeouts)
                                .withIdentity(TestIdentity.shared().certificate()));
        return server;
    }

    private static ServerTimeouts patient() {
        return new ServerTimeouts(LONG, LONG, LONG, LONG);
    }

    @Test
    void aHeadThatComesTooSlowlyIsAnsweredWith408() throws IOException {
        start(patient().withHeader(SHORT));
        String answer = server.exchange("GET / HTTP/1.1\r\nHost: a\r\nX: y");
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertEquals(1, server.server.counters().refused(Refusal.TOO_SLOW));
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        start(patient().withHeader(SHORT));
        assertEquals("", server.exchange(""));
    }

    @Test
    void aPrefaceThatStopsHalfWayIsClosed() throws IOException {
        start(patient().withHeader(SHORT));
        assertEquals("", server.exchange("PRI * HTTP/2.0\r\n"));
    }

    @Test
    void aTlsHandshakeThatStopsHalfWayIsClosed() throws IOException {
        start(patient().withHeader(SHORT));
        assertEquals("", server.exchange("\u0016\u0003\u0001\u0001\u0000").replace("<reset>", ""));
    }

    @Test
    void aConnectionThatIsIdleAfterAResponseIsClosed() throws IOException {
        start(patient().withIdle(SHORT));
        String answer = server.exchange("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(answer.endsWith(" /x"), answer);
    }

    @Test
    void aBodyThatComesTooSlowlyIsGivenUp() throws IOException {
        start(patient().withUploadGrace(SHORT));
        String answer =
                server.exchange("POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nabc");
        assertTrue(answer.contains("the body came too slowly"), answer);
        assertTrue(answer.contains("Connection: close"), answer);
    }

    @Test
    void aBodyThatTheServerPausesIsNotTooSlow() throws IOException {
        start(patient().withUploadGrace(SHORT));
        try (RawClient client = server.connect()) {
            client.send("POST /paused HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            long end = System.nanoTime() + 3 * SHORT.toNanos();
            TestServer.await("some graces to pass", () -> System.nanoTime() > end);
            client.send("abc");
            server.handler.release();
            client.readUntil(" 3");
        }
    }

    @Test
    void aPausedUploadStopsTheClient() throws Exception {
        start(patient());
        byte[] body = Pattern.of(20 << 20);
        try (RawClient client = server.connect()) {
            client.send(
                    "POST /paused HTTP/1.1\r\nHost: a\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            Thread sender = Thread.ofVirtual().start(() -> sendAll(client, body));
            long end = System.nanoTime() + SHORT.toNanos();
            TestServer.await("some time to pass", () -> System.nanoTime() > end);
            assertTrue(sender.isAlive(), "20 MB must not fit anywhere");
            assertTrue(server.server.counters().bodyBytesReceived() < 1 << 20);
            server.handler.release();
            client.readUntil(Pattern.sum(body) + " " + body.length);
            sender.join();
        }
    }

    private static void sendAll(RawClient client, byte[] body) {
        try {
            client.send(body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aReaderThatStandsStillIsClosedAndHoldsLittle() throws IOException {
        start(patient().withStalledWrite(Duration.ofMillis(800)));
        try (RawClient client = new RawClient(server.server.address(), 8192)) {
            client.send("GET /bytes/100000000 HTTP/1.1\r\nHost: a\r\n\r\n");
            TestServer.await("the close", () -> server.handler.broken.get() == 1);
            assertTrue(
                    server.handler.handedOver.get() < 8 << 20,
                    "handed over " + server.handler.handedOver.get());
            assertEquals(1, server.server.counters().refused(Refusal.TOO_SLOW));
        }
    }

    @Test
    void aClientThatGoesAwayIsToldOnce() throws IOException {
        start(patient());
        for (int i = 0; i < 20; i++) {
            try (RawClient client = server.connect()) {
                client.send("GET /bytes/100000000 HTTP/1.1\r\nHost: a\r\n\r\n");
                client.readUntil("\r\n\r\n");
            }
        }
        TestServer.await("20 ends", () -> server.handler.broken.get() == 20);
        assertEquals(0, server.handler.completed.get());
    }

    @Test
    void aClientThatGoesAwayWhileItWaitsIsNoticed() throws IOException {
        start(patient());
        try (RawClient client = server.connect()) {
            client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
        }
        TestServer.await("the end", () -> server.handler.broken.get() == 1);
        server.handler.release();
        TestServer.await(
                "the connection's end", () -> server.server.counters().connectionsOpen() == 0);
    }

    @Test
    void bytesSentAheadOfTheirTurnAreBounded() throws Exception {
        start(patient());
        byte[] ahead =
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                        .repeat(1 << 19)
                        .getBytes(StandardCharsets.ISO_8859_1);
        try (RawClient client = server.connect()) {
            client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            Thread sender = Thread.ofVirtual().start(() -> trySend(client, ahead));
            long end = System.nanoTime() + SHORT.toNanos();
            TestServer.await("some time to pass", () -> System.nanoTime() > end);
            assertTrue(sender.isAlive(), "14 MB must not fit anywhere");
            assertEquals(1, server.handler.handled.get());
        }
    }

    private static void trySend(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException expected) {
            // The test closes the connection while this is being sent.
            assertTrue(expected.getMessage() != null);
        }
    }
}
