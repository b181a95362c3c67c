package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node before one origin that breaks every promise: each request ends, and the node goes on.
 */
class BadOriginIT {
    private static final String STORABLE = "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\n";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir static Path folder;
    private static FakeOrigin origin;
    private static NeurodProcess node;

    @BeforeAll
    static void startBoth() throws IOException {
        origin = FakeOrigin.start(FakeOrigin.each(BadOriginIT::answer));
        Path origins =
                NeurodProcess.origins(folder, origin.address(), "response-timeout: \"500ms\"");
        node =
                NeurodProcess.start(
                        folder.resolve("data"),
                        "--slab-size",
                        "16m",
                        "--origins",
                        origins.toString());
    }

    @AfterAll
    static void stopBoth() throws Exception {
        try (FakeOrigin _ = origin;
                NeurodProcess _ = node) {
            assertEquals(0, node.stop());
            node.complaints().forEach(System.out::println);
            String said = "WARN  n1 FailureLog origin " + origin.address().hostAndPort();
            assertTrue(node.log().contains(said), "the log says what is wrong with the origin");
            assertTrue(node.complaints().stream().noneMatch(line -> line.contains(" ERROR ")));
            assertTrue(node.complaints().stream().noneMatch(line -> line.contains("LEAK")));
        }
    }

    private static void answer(Conversation.Request request, Conversation with)
            throws IOException, InterruptedException {
        String path = request.target().substring(1);
        switch (path.contains("-") ? path.substring(0, path.indexOf('-')) : path) {
            case "drop" -> with.reset();
            case "dropLater" -> {
                with.send(STORABLE + "Content-Length: 100000\r\n\r\n" + "x".repeat(50_000));
                with.reset();
            }
            case "shorter" -> {
                with.send(STORABLE + "Content-Length: 1000\r\n\r\n" + "x".repeat(500));
                with.socket().close();
            }
            case "longer" ->
                    with.send(STORABLE + "Content-Length: 10\r\n\r\n0123456789HTTP/1.1 200 no\r\n");
            case "endless" -> {
                with.send("HTTP/1.1 200 OK\r\n");
                for (int i = 0; i < 1_000_000; i++) {
                    with.send("X-Field-" + i + ": " + "y".repeat(200) + "\r\n");
                }
            }
            case "garbage" -> with.send("SSH-2.0-OpenSSH_9.9\r\n\r\n");
            case "never" -> with.awaitEnd();
            case "stall" -> {
                with.send(STORABLE + "Content-Length: 1000\r\n\r\nxxx");
                with.awaitEnd();
            }
            default -> with.send(STORABLE + "Content-Length: 4\r\n\r\nfine");
        }
    }

    /** Whatever happened, the next request for something else is answered as ever. */
    @AfterEach
    void theNodeGoesOn() throws Exception {
        assertEquals(200, node.get("/health").statusCode());
        HttpResponse<byte[]> fine = node.get("/fine-" + NUMBER.incrementAndGet());
        assertEquals("fine", new String(fine.body(), StandardCharsets.ISO_8859_1));
    }

    private static void expect(int status, String path) throws Exception {
        HttpResponse<byte[]> answer = node.get(path);
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String how = answer.headers().firstValue("Cache-Status").orElse("no Cache-Status");
        System.out.printf("%s: %d, %s, %s%n", path, answer.statusCode(), how, text.strip());
        assertEquals(status, answer.statusCode(), text);
        assertTrue(text.length() > 10, "it says why: " + text);
    }

    /** A body that broke off is no body: the client sees it, and nobody gets it a second time. */
    private static void expectTruncation(String path) {
        for (int i = 0; i < 2; i++) {
            IOException seen = assertThrows(IOException.class, () -> node.get(path));
            System.out.printf("%s: the client saw %s%n", path, seen.getMessage());
        }
        assertEquals(2, requests(path), "half a body was stored");
    }

    private static long requests(String path) {
        List<Conversation.Request> all = origin.requests();
        return all.stream().filter(request -> request.target().equals(path)).count();
    }

    @Test
    void oneThatDropsTheConnectionIsABadGateway() throws Exception {
        expect(502, "/drop");
    }

    @Test
    void oneThatSpeaksAnotherProtocolIsABadGateway() throws Exception {
        expect(502, "/garbage");
    }

    @Test
    void oneThatSendsHeadersWithoutEndIsABadGateway() throws Exception {
        expect(502, "/endless");
    }

    @Test
    void oneThatNeverAnswersIsAGatewayTimeout() throws Exception {
        expect(504, "/never");
    }

    @Test
    void oneThatSendsLessThanItSaidIsSeenByTheClientAndNotStored() {
        expectTruncation("/shorter");
    }

    @Test
    void oneThatDropsWithinTheBodyIsSeenByTheClientAndNotStored() {
        expectTruncation("/dropLater");
    }

    @Test
    void oneThatStallsWithinTheBodyIsSeenByTheClientAndNotStored() {
        expectTruncation("/stall");
    }

    @Test
    void whatComesBeyondTheLengthIsNobodysAnswer() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals("0123456789", text("/longer-" + i));
            assertEquals("fine", text("/after-" + i));
            assertEquals("0123456789", text("/longer-" + i));
        }
    }

    private static String text(String path) throws Exception {
        return new String(node.get(path).body(), StandardCharsets.ISO_8859_1);
    }
}
