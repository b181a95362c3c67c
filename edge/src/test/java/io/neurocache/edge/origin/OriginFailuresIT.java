package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call hears when its origin breaks the rules, or breaks. */
class OriginFailuresIT {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    private final OriginRig rig = OriginRig.usual();

    @AfterEach
    void everyBufferIsReleased() {
        rig.close();
    }

    /** The failure of a GET whose connection runs this script. */
    private RecordedCall failing(FakeOrigin.Script script) {
        return failing(script, OriginGroup::of);
    }

    /** The same with short deadlines. */
    private RecordedCall failingSoon(FakeOrigin.Script script) {
        return failing(script, OriginRig::impatient);
    }

    private RecordedCall failing(
            FakeOrigin.Script script, Function<OriginAddress, OriginGroup> deadlines) {
        try (FakeOrigin origin = FakeOrigin.start(script)) {
            OriginGroup group = deadlines.apply(origin.address());
            RecordedCall call = rig.send(group, OriginRig.get("/")).await();
            assertEquals(1, origin.connections(), "a single origin hears of a request once");
            assertTrue(rig.counters().failures(call.kind()) > 0);
            return call;
        }
    }

    static List<String> malformed() {
        String fields = "X-Long: " + "a".repeat(300) + "\r\n";
        String twoHundred = "HTTP/1.1 200 OK\r\n";
        return List.of(
                "nonsense\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.2 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 +20 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 099 No\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\nX: y\n\n",
                twoHundred + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                twoHundred + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
                twoHundred + "Content-Length: 5, 6\r\n\r\nhello!",
                twoHundred + "Content-Length: +5\r\n\r\nhello",
                twoHundred + "Content-Length: -5\r\n\r\nhello",
                twoHundred + "Content-Length: 0x5\r\n\r\nhello",
                twoHundred + "Content-Length:\r\n\r\nhello",
                twoHundred + "Content-Length: 99999999999999999999\r\n\r\nhello",
                twoHundred + "Content-Length x: 5\r\n\r\nhello",
                twoHundred + "Content-Length : 5\r\n\r\nhello",
                twoHundred + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                twoHundred + "Transfer-Encoding: gzip\r\n\r\nhello",
                twoHundred + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                twoHundred + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                twoHundred + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                twoHundred + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                twoHundred + " folded: first\r\n\r\n",
                twoHundred + "No colon\r\n\r\n",
                twoHundred + ": no name\r\n\r\n",
                twoHundred + "Bad(name): x\r\n\r\n",
                twoHundred + "Value: a\u0000b\r\n\r\n",
                twoHundred + "Value: a\rb\r\n\r\n",
                twoHundred + fields.repeat(300) + "\r\n",
                twoHundred + "X: y\r\n".repeat(257) + "\r\n",
                "HTTP/1.1 200 " + "O".repeat(9000) + "\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void malformed(String response) {
        RecordedCall call = failing(FakeOrigin.once(response));
        assertEquals(Kind.MALFORMED, call.kind(), call::toString);
        assertEquals(-1, call.status());
    }

    static List<String> malformedChunks() {
        return List.of(
                "\r\n",
                "g\r\n",
                "-1\r\n",
                "+1\r\na\r\n0\r\n\r\n",
                "0x1\r\na\r\n0\r\n\r\n",
                " 1\r\na\r\n0\r\n\r\n",
                "1 \r\na\r\n0\r\n\r\n",
                "1\na\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "ffffffffffffffff\r\n",
                "80000000\r\n",
                ";\r\n",
                "1;" + "x".repeat(9000) + "\r\na\r\n0\r\n\r\n",
                "0\r\nNo colon\r\n\r\n",
                "0\r\nTrailer x: y\r\n\r\n",
                "0\r\n" + "X: y\r\n".repeat(257) + "\r\n");
    }

    @ParameterizedTest
    @MethodSource
    void malformedChunks(String body) {
        RecordedCall call = failing(FakeOrigin.once(CHUNKED + body));
        assertEquals(Kind.MALFORMED, call.kind(), call::toString);
    }

    @Test
    void fieldsWithoutEndAreRefused() {
        RecordedCall call =
                failing(with -> {
                    with.next();
                    with.send(OK);
                    for (int i = 0; i < 1_000_000; i++) {
                        with.send("X-" + i + ": y\r\n");
                    }
                });
        assertEquals(Kind.MALFORMED, call.kind());
    }

    @Test
    void interimResponsesWithoutEndAreRefused() {
        RecordedCall call =
                failing(with -> {
                    with.next();
                    for (int i = 0; i < 1_000_000; i++) {
                        with.send("HTTP/1.1 102 Processing\r\n\r\n");
                    }
                });
        assertEquals(Kind.MALFORMED, call.kind());
        assertEquals(16, call.interims().size());
    }

    @Test
    void aConnectionThatEndsBeforeTheHeadIsClosed() {
        assertEquals(Kind.CLOSED, failing(Conversation::next).kind());
    }

    @Test
    void aConnectionThatIsResetBeforeTheHeadIsClosed() {
        RecordedCall call =
                failing(with -> {
                    with.next();
                    with.reset();
                });
        assertEquals(Kind.CLOSED, call.kind());
    }

    @Test
    void aConnectionThatEndsWithinTheHeadIsClosed() {
        assertEquals(Kind.CLOSED, failing(FakeOrigin.once(OK + "X: y\r\n")).kind());
        assertEquals(Kind.CLOSED, failing(FakeOrigin.once("HTT")).kind());
    }

    @Test
    void aBodyShorterThanAnnouncedIsTruncated() {
        RecordedCall call = failing(FakeOrigin.once(OK + "Content-Length: 9\r\n\r\nhello"));
        assertEquals(Kind.TRUNCATED, call.kind());
        assertEquals("hello", call.text());
    }

    @Test
    void aBodyWithoutItsLastChunkIsTruncated() {
        RecordedCall call = failing(FakeOrigin.once(CHUNKED + "5\r\nhello\r\n"));
        assertEquals(Kind.TRUNCATED, call.kind());
        assertEquals("hello", call.text());
        assertEquals(Kind.TRUNCATED, failing(FakeOrigin.once(CHUNKED + "5\r\nhel")).kind());
        assertEquals(Kind.TRUNCATED, failing(FakeOrigin.once(CHUNKED + "0\r\n")).kind());
    }

    @Test
    void aBodyThatShouldEndWithItsConnectionIsTruncatedByAReset() {
        RecordedCall call =
                failing(with -> {
                    with.next();
                    with.send(OK + "\r\nhello");
                    pause();
                    with.reset();
                });
        assertEquals(Kind.TRUNCATED, call.kind());
        assertEquals("hello", call.text());
    }

    @Test
    void anOriginThatNeverAnswersIsGivenUp() {
        RecordedCall call =
                failingSoon(with -> {
                    with.next();
                    with.awaitEnd();
                });
        assertEquals(Kind.TIMEOUT, call.kind());
        assertTrue(call.failure().detail().contains("400 ms"), call.failure()::detail);
        assertTrue(call.failure().origin().startsWith("127.0.0.1:"));
    }

    @Test
    void aHeadThatDripsIsGivenUpAllTheSame() {
        RecordedCall call =
                failingSoon(with -> {
                    with.next();
                    drip(with, OK + "X: " + "y".repeat(200) + "\r\n\r\n");
                });
        assertEquals(Kind.TIMEOUT, call.kind());
    }

    @Test
    void aBodyThatFallsSilentIsGivenUp() {
        RecordedCall call =
                failingSoon(with -> {
                    with.next();
                    with.send(OK + "Content-Length: 9\r\n\r\nhello");
                    with.awaitEnd();
                });
        assertEquals(Kind.TIMEOUT, call.kind());
        assertEquals("hello", call.text());
    }

    @Test
    void aBodyThatDripsArrives() {
        String body = "drip".repeat(25);
        var dripping =
                FakeOrigin.each((request, with) -> {
                    with.send(OK + "Content-Length: 100\r\n\r\n");
                    drip(with, body);
                });
        try (FakeOrigin origin = FakeOrigin.start(dripping)) {
            OriginGroup group = OriginRig.impatient(origin.address());
            assertEquals(body, rig.send(group, OriginRig.get("/")).await().text());
        }
    }

    /** A second response in the same packet would be the answer to somebody else's request. */
    @Test
    void whatFollowsABodyIsNeverAnAnswer() {
        String poison = OK + "Content-Length: 6\r\n\r\npoison";
        String longer = OK + "Content-Length: 2\r\n\r\nok" + poison;
        String empty = "HTTP/1.1 204 No Content\r\nContent-Length: 63\r\n\r\n" + poison;
        for (String lie : List.of(longer, empty, longer.substring(0, longer.length() - 9))) {
            try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(lie))) {
                for (int i = 1; i <= 3; i++) {
                    RecordedCall call = rig.get(origin.address(), "/");
                    assertEquals(lie.equals(empty) ? "" : "ok", call.text());
                    assertEquals(i, origin.connections());
                }
            }
        }
    }

    @Test
    void bytesOnAnIdleConnectionEndIt() {
        String poison = OK + "Content-Length: 6\r\n\r\npoison";
        var late =
                FakeOrigin.each((request, with) -> {
                    with.send(OK + "Content-Length: 2\r\n\r\nok");
                    pause();
                    with.send(poison);
                });
        try (FakeOrigin origin = FakeOrigin.start(late)) {
            assertEquals("ok", rig.get(origin.address(), "/").text());
            OriginRig.await("the end of it", () -> origin.openConnections() == 0);
            assertEquals("ok", rig.get(origin.address(), "/").text());
            assertEquals(2, origin.connections());
        }
    }

    @Test
    void anAnswerBeforeTheQuestionIsRefused() {
        FakeOrigin.Script eager =
                with -> {
                    with.send(OK + "Content-Length: 6\r\n\r\npoison");
                    with.awaitEnd();
                };
        try (FakeOrigin origin = FakeOrigin.start(eager)) {
            OriginGroup group = OriginGroup.of(origin.address());
            RecordedCall first = rig.send(group, OriginRig.get("/")).await();
            // Whether the bytes or the request came first is the network's to decide.
            assertTrue(first.status() == 200 || first.kind() == Kind.MALFORMED);
        }
    }

    @Test
    void aRequestThatCouldBeTwoIsRefused() {
        OriginGroup nowhere = OriginRig.impatient(new OriginAddress(false, "127.0.0.1", 1));
        var injected = OriginRig.request("GET", "/", "X", "y\r\nHost: evil");
        assertThrows(IllegalArgumentException.class, () -> rig.send(nowhere, injected).call());
        var split = OriginRig.get("/ HTTP/1.1\r\n\r\nGET /admin");
        assertThrows(IllegalArgumentException.class, () -> rig.send(nowhere, split).call());
    }

    @Test
    void aBodyThatBreaksItsLengthBreaksTheCall() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            OriginGroup group = OriginGroup.of(origin.address());
            var put = OriginRig.request("PUT", "/");
            RecordedCall longer = rig.send(group, put, 3);
            longer.with(to -> to.sendBody(RecordedCall.buffer("ab")));
            longer.with(to -> to.sendBody(RecordedCall.buffer("cd")));
            assertEquals(Kind.CLOSED, longer.await().kind());
            RecordedCall shorter = rig.send(group, put, 3);
            assertEquals(Kind.CLOSED, shorter.sendAll("ab").await().kind());
            longer.with(to -> to.sendBody(RecordedCall.buffer("late")));
            longer.with(to -> to.endBody(Fields.EMPTY));
            assertEquals(List.of(), origin.requests());
        }
    }

    private static void drip(Conversation with, String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            with.send(text.substring(i, i + 1));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Long enough for what was sent to be read apart from what follows. */
    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
}
