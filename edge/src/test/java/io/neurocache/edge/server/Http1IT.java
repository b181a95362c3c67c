package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.0 and 1.1 as a well-behaved client sees them. */
final class Http1IT {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.plain();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aRequestIsAnsweredAndTheStoredBlockGoesOutAsItIs() throws IOException {
        String answer =
                server.exchange(
                        "GET /x?y HTTP/1.1\r\nHost: example.test:81\r\nConnection: close\r\n\r\n");
        assertEquals(
                "HTTP/1.1 200 OK\r\nServer: test\r\nConnection: close\r\n"
                        + "Content-Type: text/plain\r\nX-Stored: yes\r\nContent-Length: 38\r\n\r\n"
                        + "GET HTTP_1_1 http example.test:81 /x?y",
                answer);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append("GET /p").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        requests.append("GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        String answer = server.exchange(requests.toString());
        int at = 0;
        for (int i = 0; i < 50; i++) {
            at = answer.indexOf(" /p" + i, at);
            assertTrue(at > 0, "answer " + i);
        }
        assertTrue(answer.endsWith(" /last"));
    }

    @Test
    void aRequestThatComesByteByByteIsUnderstood() throws IOException {
        try (RawClient client = server.connect()) {
            String request =
                    "POST /sum HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\nabc\r\n0\r\nX-Trailer: t\r\n\r\n";
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            String sum = Pattern.sum("abc".getBytes(StandardCharsets.ISO_8859_1));
            assertTrue(client.readUntil(sum + " 3 t").startsWith("HTTP/1.1 200 OK\r\n"));
        }
    }

    @Test
    void http10ClosesAfterTheResponse() throws IOException {
        String answer = server.exchange("GET / HTTP/1.0\r\n\r\n");
        assertTrue(answer.contains("\r\nConnection: close\r\n"));
        assertTrue(answer.endsWith("GET HTTP_1_0 http  /"), answer);
    }

    @Test
    void http10KeepsTheConnectionWhenAsked() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertTrue(client.readUntil("  /").contains("\r\nConnection: keep-alive\r\n"));
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertTrue(client.readToEnd().contains("\r\nConnection: close\r\n"));
        }
    }

    @Test
    void aBodyOfUnknownLengthIsDelimitedByTheCloseInHttp10() throws IOException {
        String answer = server.exchange("GET /open/5 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertFalse(answer.toLowerCase(Locale.ROOT).contains("transfer-encoding"));
        assertTrue(answer.contains("Connection: close"));
        assertTrue(answer.endsWith(new String(Pattern.of(5), StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aBodyOfUnknownLengthIsChunkedInHttp11() throws IOException {
        String answer =
                server.exchange("GET /open/5 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.contains("\r\nTransfer-Encoding: chunked\r\n"));
        String data = new String(Pattern.of(5), StandardCharsets.ISO_8859_1);
        assertTrue(answer.endsWith("5\r\n" + data + "\r\n0\r\nX-Trailer: end\r\n\r\n"));
    }

    @Test
    void headHasTheLengthAndNoBody() throws IOException {
        String answer = server.exchange("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.contains("\r\nContent-Length: 23\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"));
    }

    @Test
    void expectContinueIsAnsweredWhenTheBodyIsTaken() throws IOException {
        try (RawClient client = server.connect()) {
            client.send(
                    "POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readUntil("\r\n\r\n"));
            client.send("abc");
            client.readUntil(" 3");
        }
    }

    @Test
    void withoutContinueTheConnectionIsClosed() throws IOException {
        String answer =
                server.exchange(
                        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                                + "Expect: 100-continue\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK"));
        assertTrue(answer.contains("Connection: close"));
    }

    @Test
    void aSmallBodyNobodyTookIsDroppedAndTheConnectionStays() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
            client.readUntil(" /one");
            client.send("12345GET /two HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readUntil(" /two");
        }
    }

    @Test
    void aLargeBodyNobodyTookClosesTheConnection() throws IOException {
        try (RawClient client = server.connect()) {
            client.send("POST /one HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n");
            client.readUntil(" /one");
            byte[] piece = new byte[64 << 10];
            for (int i = 0; i < 6; i++) {
                client.send(piece);
            }
            assertEquals("", client.readToEnd());
        }
    }

    @Test
    void optionsOfTheServerHasAnAsterisk() throws IOException {
        String answer =
                server.exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.endsWith("OPTIONS HTTP_1_1 http a *"));
    }

    @Test
    void theAuthorityOfAnAbsoluteTargetGoesBeforeTheHost() throws IOException {
        String answer =
                server.exchange(
                        "GET http://b.test:8/p?q HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.endsWith("GET HTTP_1_1 http b.test:8 /p?q"), answer);
    }

    @Test
    void emptyLinesBeforeARequestAreIgnored() throws IOException {
        String answer =
                server.exchange("\r\n\r\nGET /e HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.endsWith(" /e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/over", "/under"})
    void aHandlerThatBreaksItsContentLengthLosesTheConnection(String target) throws IOException {
        String answer =
                server.exchange(
                        "GET "
                                + target
                                + " HTTP/1.1\r\nHost: a\r\n\r\n"
                                + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        assertFalse(answer.contains("/next"), answer);
    }

    @Test
    void aHandlerThatThrowsIsA500() throws IOException {
        String answer = server.exchange("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 500 "), answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1024, 65_536, 20 << 20})
    void bodiesGoBothWaysUnchanged(int length) throws IOException {
        byte[] body = Pattern.of(length);
        try (RawClient client = server.connect()) {
            client.send("POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
            client.send(body);
            client.readUntil(Pattern.sum(body) + " " + length);
            client.send("GET /bytes/" + length + " HTTP/1.1\r\nHost: a\r\n\r\n");
            client.readUntil("\r\n\r\n");
            assertArrayEquals(body, client.input().readNBytes(length));
        }
    }
}
