package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.Http3Clients;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Start, crowds, drain and close. */
final class LifecycleIT {
    @BeforeEach
    void watch() {
        Leaks.watch();
    }

    @AfterEach
    void noLeaks() {
        Leaks.assertNone();
    }

    @Test
    void aThousandConnectionsAreServedTogether() throws IOException {
        try (TestServer server = TestServer.plain()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                clients.add(server.connect().send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            TestServer.await("1000 requests", () -> server.handler.heldCount() == 1000);
            assertEquals(1000, server.server.counters().connectionsOpen());
            server.handler.release();
            for (RawClient client : clients) {
                client.readUntil("released");
                client.close();
            }
            TestServer.await("their end", () -> server.server.counters().connectionsOpen() == 0);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAndCounted() throws IOException {
        UnaryOperator<ServerOptions> two =
                options -> options.withLimits(ServerLimits.defaults().withConnections(2));
        try (TestServer server = new TestServer(two);
                RawClient first = server.connect();
                RawClient second = server.connect()) {
            first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n").readUntil(" /1");
            second.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n").readUntil(" /2");
            try (RawClient third = server.connect()) {
                assertEquals("", third.readToEnd().replace("<reset>", ""));
            }
            assertEquals(1, server.server.counters().refused(Refusal.CONNECTION_LIMIT));
            first.send("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n").readUntil(" /3");
        }
    }

    @Test
    void drainLetsTheRequestUnderWayEndAndClosesIdleConnections() throws Exception {
        try (TestServer server = TestServer.plain();
                RawClient busy = server.connect();
                RawClient idle = server.connect()) {
            idle.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").readUntil(" /x");
            busy.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(
                            () -> server.server.drain(Duration.ofSeconds(10)));
            assertEquals("", idle.readToEnd());
            assertThrows(ConnectException.class, server::connect);
            assertFalse(drained.isDone());
            server.handler.release();
            String answer = busy.readToEnd();
            assertTrue(answer.endsWith("released"), answer);
            assertTrue(answer.contains("Connection: close"), answer);
            assertTrue(drained.get());
        }
    }

    @Test
    void drainClosesAConnectionWhoseResponseBeganBeforeItAndEndsAfter() throws Exception {
        try (TestServer server = TestServer.plain();
                RawClient busy = server.connect()) {
            busy.send("GET /begun HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("begun");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(
                            () -> server.server.drain(Duration.ofSeconds(10)));
            TestServer.await("the drain", () -> !canConnect(server));
            server.handler.release();
            assertEquals("\r\n0\r\n\r\n", busy.readToEnd());
            assertTrue(drained.get());
        }
    }

    private static boolean canConnect(TestServer server) {
        try {
            server.connect().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void drainGivesUpAtItsDeadline() throws Exception {
        try (TestServer server = TestServer.plain();
                RawClient busy = server.connect()) {
            busy.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            assertFalse(server.server.drain(Duration.ofMillis(200)));
            server.server.close();
            TestServer.await("the end", () -> server.handler.broken.get() == 1);
        }
    }

    @Test
    void drainLetsAnHttp2StreamEnd() throws Exception {
        try (TestServer server = TestServer.plain();
                Http2RawClient client = new Http2RawClient(server.server.address())) {
            client.start();
            client.headers(
                    1,
                    true,
                    ":method",
                    "GET",
                    ":scheme",
                    "http",
                    ":path",
                    "/held",
                    ":authority",
                    "a");
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(
                            () -> server.server.drain(Duration.ofSeconds(10)));
            assertEquals(0, client.await(Http2RawClient.GOAWAY).errorCode());
            server.handler.release();
            assertEquals("released", client.await(Http2RawClient.DATA).text());
            assertTrue(drained.get());
        }
    }

    @Test
    void drainLetsAnHttp3StreamEnd() throws Exception {
        try (TestServer server =
                        new TestServer(options ->
                                options.withIdentity(TestIdentity.shared().certificate()));
                HttpClient client = Http3Clients.connected(server.secure("/hello"))) {
            URI uri = server.secure("/held");
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            TestServer.await("the request", () -> server.handler.heldCount() == 1);
            CompletableFuture<Boolean> drained =
                    CompletableFuture.supplyAsync(
                            () -> server.server.drain(Duration.ofSeconds(10)));
            TestServer.await("the drain", () -> !drained.isDone());
            server.handler.release();
            assertEquals("released", answer.get().body());
            assertTrue(drained.get());
        }
    }

    @Test
    void nioServesAsEpollDoes() throws IOException {
        IoThreads nio = IoThreads.start(IoThreads.Transport.NIO, 1);
        try (TestServer server = new TestServer(nio, UnaryOperator.identity())) {
            assertFalse(nio.epoll());
            String answer =
                    server.exchange("GET /n HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertTrue(answer.endsWith(" /n"), answer);
        }
    }

    @Test
    void aPortThatIsTakenIsAnIoException() throws IOException {
        try (TestServer server = TestServer.plain()) {
            ServerOptions same = ServerOptions.on(server.server.address());
            assertThrows(
                    IOException.class,
                    () -> HttpServer.start(same, server.threads, server.handler));
        }
    }
}
