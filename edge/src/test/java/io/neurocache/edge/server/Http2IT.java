package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTP/2 with prior knowledge, frame by frame. */
final class Http2IT {
    private static final int NO_ERROR = 0;
    private static final int PROTOCOL_ERROR = 1;
    private static final int STREAM_CLOSED = 5;
    private static final int ENHANCE_YOUR_CALM = 11;
    private TestServer server;
    private Http2RawClient client;

    @BeforeEach
    void start() throws IOException {
        Leaks.watch();
        server = new TestServer(o -> o.withLimits(o.limits().withBodyBytes(1 << 20)));
        client = new Http2RawClient(server.server.address()).start();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        Leaks.assertNone();
    }

    private static String[] get(String path, String... more) {
        List<String> fields =
                new ArrayList<>(
                        List.of(
                                ":method",
                                "GET",
                                ":scheme",
                                "http",
                                ":authority",
                                "a",
                                ":path",
                                path));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    private static String[] post(String path, String... more) {
        String[] fields = get(path, more);
        fields[1] = "POST";
        return fields;
    }

    @Test
    void priorKnowledgeIsAnswered() throws IOException {
        client.headers(1, true, get("/x"));
        assertEquals("GET HTTP_2 http a /x", client.await(Http2RawClient.DATA).text());
    }

    @Test
    void theLastAnnouncedByteEndsTheStream() throws IOException {
        client.headers(1, true, get("/x"));
        assertTrue(client.await(Http2RawClient.DATA).endsStream());
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                bad("no method", ":scheme", "http", ":path", "/", ":authority", "a"),
                bad("no scheme", ":method", "GET", ":path", "/", ":authority", "a"),
                bad("no path", ":method", "GET", ":scheme", "http", ":authority", "a"),
                bad("empty path", get("")),
                bad("path without slash", get("x")),
                bad("path with a space", get("/a b")),
                bad("path with a fragment", get("/a#b")),
                bad("no authority", ":method", "GET", ":scheme", "http", ":path", "/"),
                bad("user in authority", get("/", "host", "u@a")),
                bad("two authorities", get("/", "host", "b")),
                bad("method twice", get("/", ":method", "GET")),
                bad("path twice", get("/", ":path", "/b")),
                bad("pseudo field after a field", get("/", "x", "y", ":scheme", "http")),
                bad("unknown pseudo field", get("/", ":x", "y")),
                bad("response's pseudo field", get("/", ":status", "200")),
                bad("upper case", get("/", "X-Up", "y")),
                bad("space in name", get("/", "x y", "z")),
                bad("CR LF in value", get("/", "x", "y\r\nz: a")),
                bad("NUL in value", get("/", "x", "y\0")),
                bad("blank at the end of a value", get("/", "x", "y ")),
                bad("connection", get("/", "connection", "close")),
                bad("keep-alive", get("/", "keep-alive", "1")),
                bad("transfer-encoding", get("/", "transfer-encoding", "chunked")),
                bad("upgrade", get("/", "upgrade", "h2c")),
                bad("proxy-connection", get("/", "proxy-connection", "x")),
                bad("te", get("/", "te", "gzip")),
                bad("content-length without a body", get("/", "content-length", "5")),
                bad("content-length of letters", get("/", "content-length", "x")),
                bad("two lengths", get("/", "content-length", "0", "content-length", "1")));
    }

    private static Arguments bad(String what, String... fields) {
        return Arguments.of(what, fields);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsMalformedResetsTheStream(String what, String[] fields) throws IOException {
        client.headers(1, true, fields);
        Http2RawClient.Frame answer =
                client.await(Http2RawClient.RST_STREAM, Http2RawClient.HEADERS);
        assertEquals(Http2RawClient.RST_STREAM, answer.type(), what);
        assertEquals(PROTOCOL_ERROR, answer.errorCode(), what);
        client.headers(3, true, get("/after"));
        assertEquals("GET HTTP_2 http a /after", client.await(Http2RawClient.DATA).text());
    }

    @Test
    void bodiesAndTrailersArrive() throws IOException {
        client.headers(1, false, post("/sum"));
        client.data(1, false, "abc").headers(1, true, "x-trailer", "t");
        assertTrue(client.await(Http2RawClient.DATA).text().endsWith(" 3 t"));
    }

    @Test
    void aGetWhoseEndComesBehindItsHeadHasNoBody() throws IOException {
        client.headers(1, false, get("/length")).data(1, true, "");
        assertEquals("0", client.await(Http2RawClient.DATA).text());

        client.headers(3, false, get("/length")).data(3, true, "x");
        assertEquals("-1", client.await(Http2RawClient.DATA).text());
    }

    @Test
    void trailersWithPseudoFieldsResetTheStream() throws IOException {
        client.headers(1, false, post("/sum"));
        client.data(1, false, "abc").headers(1, true, ":path", "/");
        assertEquals(PROTOCOL_ERROR, client.await(Http2RawClient.RST_STREAM).errorCode());
    }

    @Test
    void headersForAStreamThatHasEndedEndTheConnection() throws IOException {
        client.headers(1, true, get("/x"));
        client.await(Http2RawClient.DATA);
        client.headers(1, true, get("/y"));
        assertEquals(STREAM_CLOSED, client.await(Http2RawClient.GOAWAY).errorCode());
    }

    @Test
    void headersForAStreamThatWasPassedOverEndTheConnection() throws IOException {
        client.headers(5, true, get("/x"));
        client.headers(3, true, get("/y"));
        assertEquals(STREAM_CLOSED, client.await(Http2RawClient.GOAWAY).errorCode());
    }

    @Test
    void trailersForAStreamThatWasResetAreNoFaultOfTheConnection() throws IOException {
        client.headers(1, false, post("/sum", "content-length", "1")).data(1, false, "abc");
        client.await(Http2RawClient.RST_STREAM);
        client.headers(1, true, "x-trailer", "t");
        client.headers(3, true, get("/after"));
        assertEquals("GET HTTP_2 http a /after", client.await(Http2RawClient.DATA).text());
    }

    @Test
    void lessBodyThanAnnouncedResetsTheStream() throws IOException {
        client.headers(1, false, post("/sum", "content-length", "5")).data(1, true, "abc");
        assertEquals(PROTOCOL_ERROR, client.await(Http2RawClient.RST_STREAM).errorCode());
    }

    @Test
    void moreBodyThanAnnouncedResetsTheStream() throws IOException {
        client.headers(1, false, post("/sum", "content-length", "2")).data(1, false, "abc");
        assertEquals(PROTOCOL_ERROR, client.await(Http2RawClient.RST_STREAM).errorCode());
    }

    @Test
    void cookieCrumbsAreOneLine() throws IOException {
        client.headers(1, true, get("/cookie", "cookie", "a=b", "cookie", "c=d"));
        assertEquals("a=b; c=d", client.await(Http2RawClient.DATA).text());
    }

    @Test
    void connectIsNotImplemented() throws IOException {
        client.headers(1, true, ":method", "CONNECT", ":authority", "a:443");
        Http2RawClient.Frame answer = client.await(Http2RawClient.RST_STREAM, Http2RawClient.DATA);
        assertTrue(answer.type() == Http2RawClient.RST_STREAM || answer.text().contains("tunnel"));
    }

    @Test
    void aPathAboveTheBoundIsA414() throws IOException {
        client.headers(1, true, get("/" + "a".repeat(8200)));
        assertTrue(client.await(Http2RawClient.DATA).text().contains("too long"));
        assertEquals(1, server.server.counters().refused(Refusal.URI_TOO_LONG));
    }

    @Test
    void anExpectationIsMetWhenTheBodyIsTaken() throws IOException {
        client.headers(1, false, post("/sum", "expect", "100-continue"));
        assertEquals(1, client.await(Http2RawClient.HEADERS).stream());
        client.data(1, true, "abc");
        assertTrue(client.await(Http2RawClient.DATA).text().endsWith(" 3"));
    }

    @Test
    void aBodyAboveTheBoundIsRefusedAndTheStreamReset() throws IOException {
        client.headers(1, false, post("/x", "content-length", "9999999"));
        assertTrue(client.await(Http2RawClient.DATA).text().contains("too large"));
        assertEquals(NO_ERROR, client.await(Http2RawClient.RST_STREAM).errorCode());
    }

    @Test
    void aHandlersWrongLengthResetsTheStream() throws IOException {
        client.headers(1, true, get("/over"));
        assertEquals(2, client.await(Http2RawClient.RST_STREAM).errorCode());
        client.headers(3, true, get("/under"));
        assertEquals(2, client.await(Http2RawClient.RST_STREAM).errorCode());
    }

    @Test
    void aResetIsToldToTheHandler() throws IOException {
        client.headers(1, true, get("/held"));
        TestServer.await("the request", () -> server.handler.heldCount() == 1);
        client.reset(1);
        TestServer.await("the end", () -> server.handler.broken.get() == 1);
    }

    @Test
    void aResetOfAPausedUploadIsToldToTheHandler() throws IOException {
        client.headers(1, false, post("/paused"));
        TestServer.await("the request", () -> server.handler.heldCount() == 1);
        client.data(1, false, "abc").data(1, false, "abc").reset(1);
        TestServer.await("the end", () -> server.handler.broken.get() == 1);
    }

    @Test
    void aConnectionThatBreaksDuringAPausedUploadIsToldToTheHandler() throws IOException {
        client.headers(1, false, post("/paused"));
        TestServer.await("the request", () -> server.handler.heldCount() == 1);
        client.data(1, false, "abc").data(1, false, "abc").close();
        TestServer.await("the end", () -> server.handler.broken.get() == 1);
    }

    @Test
    void rapidResetsEndTheConnection() throws IOException {
        for (int i = 0; i < 400; i++) {
            client.headers(2 * i + 1, true, get("/held")).reset(2 * i + 1);
        }
        assertEquals(ENHANCE_YOUR_CALM, client.await(Http2RawClient.GOAWAY).errorCode());
        assertTrue(server.handler.handled.get() <= 250);
    }

    @Test
    void pingFloodsEndTheConnection() throws IOException {
        for (int i = 0; i < 600; i++) {
            client.send(Http2RawClient.PING, 0, 0, new byte[8]);
        }
        assertEquals(ENHANCE_YOUR_CALM, client.await(Http2RawClient.GOAWAY).errorCode());
    }

    @Test
    void settingsFloodsEndTheConnection() throws IOException {
        for (int i = 0; i < 600; i++) {
            client.send(Http2RawClient.SETTINGS, 0, 0, new byte[0]);
        }
        assertEquals(ENHANCE_YOUR_CALM, client.await(Http2RawClient.GOAWAY).errorCode());
    }

    @Test
    void continuationFloodsEndTheConnection() throws IOException {
        client.send(Http2RawClient.HEADERS, 0, 1, Http2RawClient.block(get("/")));
        for (int i = 0; i < 100; i++) {
            client.send(Http2RawClient.CONTINUATION, 0, 1, Http2RawClient.block("x", "y"));
        }
        assertEquals(ENHANCE_YOUR_CALM, client.await(Http2RawClient.GOAWAY).errorCode());
    }

    @Test
    void emptyDataFloodsEndTheConnection() throws IOException {
        client.headers(1, false, post("/sum"));
        for (int i = 0; i < 100; i++) {
            client.data(1, false, "");
        }
        assertEquals(ENHANCE_YOUR_CALM, client.await(Http2RawClient.GOAWAY).errorCode());
    }

    @Test
    void aReaderWithoutAWindowHoldsLittle() throws IOException {
        client.headers(1, true, get("/bytes/100000000"));
        client.await(Http2RawClient.DATA);
        long end = System.nanoTime() + 300_000_000;
        TestServer.await("some time to pass", () -> System.nanoTime() > end);
        assertTrue(
                server.handler.handedOver.get() < 1 << 20,
                "handed over " + server.handler.handedOver.get());
    }
}
