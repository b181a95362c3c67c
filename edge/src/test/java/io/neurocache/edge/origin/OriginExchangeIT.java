package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.testing.FakeOrigin;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire when both sides keep to the rules. */
class OriginExchangeIT {
    private final OriginRig rig = OriginRig.usual();

    @AfterEach
    void everyBufferIsReleased() {
        rig.close();
    }

    @Test
    void theRequestIsWrittenAsItWasGiven() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("hello"))) {
            String target = "/a%2Fb/../c|d?x=^\u00e9";
            var head =
                    OriginRig.request(
                            "GET",
                            target,
                            "Accept",
                            "*/*",
                            "X-Twice",
                            "1",
                            "X-Twice",
                            "2",
                            "Connection",
                            "close",
                            "Content-Length",
                            "7");
            RecordedCall call = rig.send(OriginGroup.of(origin.address()), head).await();
            assertEquals(200, call.status());
            assertEquals("hello", call.text());
            assertEquals(5, call.bodyLength());
            var seen = origin.requests().getFirst();
            assertEquals("GET " + target + " HTTP/1.1", seen.line());
            assertEquals(
                    List.of("Host: site.example", "Accept: */*", "X-Twice: 1", "X-Twice: 2"),
                    seen.fields());
        }
    }

    @Test
    void aBodyOfKnownLengthIsSentWithItsLength() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("done"))) {
            RecordedCall call =
                    rig.send(OriginGroup.of(origin.address()), OriginRig.request("POST", "/"), 5);
            call.sendAll("12345").await();
            assertEquals("done", call.text());
            assertEquals("5", origin.requests().getFirst().field("Content-Length"));
            assertEquals("12345", origin.requests().getFirst().text());
        }
    }

    @Test
    void aBodyOfUnknownLengthIsSentInChunks() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("done"))) {
            RecordedCall call =
                    rig.send(OriginGroup.of(origin.address()), OriginRig.request("PUT", "/"), -1);
            call.with(to -> to.sendBody(RecordedCall.buffer("abc")));
            call.with(to -> to.sendBody(RecordedCall.buffer("")));
            call.sendAll("def").await();
            assertEquals("done", call.text());
            assertEquals("chunked", origin.requests().getFirst().field("Transfer-Encoding"));
            assertNull(origin.requests().getFirst().field("Content-Length"));
            assertEquals("abcdef", origin.requests().getFirst().text());
        }
    }

    @Test
    void aPostWithoutABodySaysSo() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok(""))) {
            rig.send(OriginGroup.of(origin.address()), OriginRig.request("POST", "/")).await();
            assertEquals("0", origin.requests().getFirst().field("Content-Length"));
        }
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            for (int i = 0; i < 5; i++) {
                assertEquals("x", rig.get(origin.address(), "/" + i).text());
            }
            assertEquals(1, origin.connections());
            assertEquals(1, rig.counters().connects());
            assertEquals(4, rig.counters().reuses());
            assertEquals(5, rig.counters().calls());
            assertTrue(rig.counters().bytesIn() >= 5 * 39);
        }
    }

    @Test
    void chunksAreTakenApartAndTrailersKept() {
        String response =
                FakeOrigin.lines(
                        "HTTP/1.1 200 OK",
                        "Transfer-Encoding: chunked",
                        "Trailer: X-Sum",
                        "",
                        "3",
                        "abc",
                        "4;a=b",
                        "defg",
                        "0",
                        "X-Sum: 7",
                        "",
                        "");
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(response))) {
            RecordedCall call = rig.get(origin.address(), "/");
            assertEquals("abcdefg", call.text());
            assertEquals(-1, call.bodyLength());
            assertEquals(Fields.of("X-Sum", "7"), call.trailers());
            assertEquals("abcdefg", rig.get(origin.address(), "/").text());
            assertEquals(1, origin.connections());
        }
    }

    @Test
    void interimResponsesComeBeforeTheHead() {
        String response =
                FakeOrigin.lines(
                        "HTTP/1.1 100 Continue",
                        "",
                        "HTTP/1.1 103 Early Hints",
                        "Link: </a>",
                        "",
                        "HTTP/1.1 200 OK",
                        "Content-Length: 2",
                        "",
                        "ok");
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(response))) {
            RecordedCall call = rig.get(origin.address(), "/");
            assertEquals("ok", call.text());
            assertEquals(100, call.interims().get(0).status());
            assertEquals("</a>", call.interims().get(1).fields().first("Link"));
            assertEquals("ok", rig.get(origin.address(), "/").text());
            assertEquals(1, origin.connections());
        }
    }

    @Test
    void answersToHeadAndWithoutContentHaveNoBody() {
        var answers =
                FakeOrigin.each((request, with) ->
                        with.send(
                                "HTTP/1.1 "
                                        + request.target().substring(1)
                                        + " X\r\nContent-Length: 99\r\n\r\n"));
        try (FakeOrigin origin = FakeOrigin.start(answers)) {
            OriginGroup group = OriginGroup.of(origin.address());
            RecordedCall head = rig.send(group, OriginRig.request("HEAD", "/200")).await();
            assertEquals(0, head.bodyLength());
            assertEquals("99", head.fields().first("Content-Length"));
            assertEquals(204, rig.get(origin.address(), "/204").status());
            assertEquals(304, rig.get(origin.address(), "/304").status());
            assertEquals(1, origin.connections());
        }
    }

    @Test
    void aBodyMayEndWithItsConnection() {
        for (String version : List.of("HTTP/1.0", "HTTP/1.1")) {
            String response = version + " 200 OK\r\n\r\nuntil the end";
            try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.once(response))) {
                RecordedCall call = rig.get(origin.address(), "/");
                assertEquals("until the end", call.text());
                assertEquals(-1, call.bodyLength());
            }
        }
    }

    @Test
    void aNameIsResolvedAndEachOfItsAddressesTried() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            assertEquals("x", rig.get(origin.address("localhost"), "/").text());
        }
    }

    @Test
    void aCallThatWasCancelledIsNotHeardOfAgain() {
        var halfAnAnswer =
                FakeOrigin.each((request, with) -> {
                    with.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                    with.awaitEnd();
                });
        try (FakeOrigin origin = FakeOrigin.start(halfAnAnswer)) {
            RecordedCall call = rig.call(OriginGroup.of(origin.address()));
            call.onHead(() -> call.call().cancel()).send(OriginRig.get("/"), 0);
            OriginRig.await("the head", () -> call.status() == 200);
            OriginGroup group = OriginRig.impatient(origin.address());
            RecordedCall other = rig.send(group, OriginRig.get("/")).await();
            assertEquals(OriginFailure.Kind.TIMEOUT, other.kind());
            assertFalse(call.isOver(), call::toString);
            assertEquals("", call.text());
            assertEquals(2, origin.connections());
        }
    }
}
