package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.testing.Conversation;
import io.neurocache.edge.testing.FakeOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which address of a group a request goes to. */
class OriginFailoverIT {
    private static final RequestHead GET = OriginRig.get("/");
    private static final RequestHead POST = OriginRig.request("POST", "/");

    private final OriginRig rig = OriginRig.usual();

    @AfterEach
    void everyBufferIsReleased() {
        rig.close();
    }

    @Test
    void theFirstAddressIsAskedAsLongAsItAnswers() {
        try (FakeOrigin first = FakeOrigin.start(FakeOrigin.ok("first"));
                FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("second"))) {
            OriginGroup group = OriginGroup.of(first.address(), second.address());
            for (int i = 0; i < 3; i++) {
                assertEquals("first", rig.send(group, GET).await().text());
            }
            assertEquals(0, second.connections());
        }
    }

    @Test
    void theNextAddressIsAskedWhenOneRefuses() {
        try (FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("second"))) {
            OriginGroup group = OriginGroup.of(refusing(), second.address());
            RecordedCall post = rig.send(group, POST, 4).sendAll("body").await();
            assertEquals("second", post.text());
            assertEquals("body", second.requests().getFirst().text());
        }
    }

    @Test
    void eachAddressIsAskedOnce() {
        OriginAddress first = refusing();
        OriginAddress last = refusing();
        RecordedCall call = rig.send(OriginGroup.of(first, last), GET).await();
        assertEquals(Kind.UNREACHABLE, call.kind());
        assertEquals(last.hostAndPort(), call.failure().origin());
        assertEquals(1, rig.counters().failures(Kind.UNREACHABLE));
    }

    @Test
    void anIdempotentRequestGoesOnWhenTheFirstClosesOrIsSilent() {
        for (FakeOrigin.Script bad : List.<FakeOrigin.Script>of(Conversation::next, this::silent)) {
            try (FakeOrigin first = FakeOrigin.start(bad);
                    FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("second"))) {
                OriginGroup group = OriginRig.impatient(first.address(), second.address());
                assertEquals("second", rig.send(group, GET).await().text());
            }
        }
    }

    @Test
    void anotherRequestDoesNot() {
        try (FakeOrigin first = FakeOrigin.start(Conversation::next);
                FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("second"))) {
            OriginGroup group = OriginGroup.of(first.address(), second.address());
            assertEquals(Kind.CLOSED, rig.send(group, POST).await().kind());
            RequestHead put = OriginRig.request("PUT", "/");
            OriginGroup again = OriginGroup.of(first.address(), second.address());
            rig.pool().health().succeeded(first.address());
            RecordedCall sent = rig.send(again, put, 4).sendAll("body").await();
            assertEquals(Kind.CLOSED, sent.kind());
            assertEquals(0, second.connections());
        }
    }

    @Test
    void aResponseThatBeganIsNotAskedForAgain() {
        String half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
        try (FakeOrigin first = FakeOrigin.start(FakeOrigin.once(half));
                FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("second"))) {
            OriginGroup group = OriginGroup.of(first.address(), second.address());
            assertEquals(Kind.TRUNCATED, rig.send(group, GET).await().kind());
            assertEquals(0, second.connections());
        }
    }

    @Test
    void anAddressThatFailedIsAskedLastForAWhile() {
        Duration penalty = Duration.ofMillis(300);
        OriginOptions options =
                OriginOptions.defaults()
                        .withHealth(
                                new OriginOptions.Health(
                                        penalty, penalty, Duration.ofSeconds(5), penalty));
        AtomicBoolean broken = new AtomicBoolean(true);
        FakeOrigin.Script script =
                with -> {
                    if (!broken.get()) {
                        FakeOrigin.ok("first").serve(with);
                    }
                };
        try (OriginRig own = OriginRig.with(options);
                FakeOrigin first = FakeOrigin.start(script);
                FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("second"))) {
            OriginGroup group = OriginRig.impatient(first.address(), second.address());
            assertEquals("second", own.send(group, GET).await().text());
            broken.set(false);
            int asked = first.connections();
            RecordedCall call = own.send(group, GET).await();
            assertTrue(call.text().equals("second") || first.connections() > asked);
            OriginRig.await(
                    "the first to be asked again",
                    () -> own.send(group, GET).await().text().equals("first"));
        }
    }

    @Test
    void anAddressWhoseHealthPathFailsIsAskedLast() {
        Duration often = Duration.ofMillis(50);
        Duration minute = Duration.ofMinutes(1);
        OriginOptions options =
                OriginOptions.defaults()
                        .withHealth(new OriginOptions.Health(often, minute, often, minute));
        AtomicBoolean well = new AtomicBoolean(false);
        FakeOrigin.Script script =
                FakeOrigin.each((request, with) ->
                        with.send(
                                request.target().equals("/ping") && !well.get()
                                        ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
                                        : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1"));
        try (OriginRig own = OriginRig.with(options);
                FakeOrigin first = FakeOrigin.start(script);
                FakeOrigin second = FakeOrigin.start(FakeOrigin.ok("2"))) {
            OriginGroup group =
                    new OriginGroup(
                            List.of(first.address(), second.address()), minute, minute, "/ping");
            OriginRig.await(
                    "the second to be asked",
                    () -> own.send(group, GET).await().text().equals("2"));
            well.set(true);
            OriginRig.await(
                    "the first to be asked", () -> own.send(group, GET).await().text().equals("1"));
            assertTrue(first.requests().stream().anyMatch(r -> r.target().equals("/ping")));
        }
    }

    @Test
    void anUnknownNameIsUnreachable() {
        OriginAddress unknown = new OriginAddress(false, "nobody.invalid", 80);
        rig.pool().names().remember("nobody.invalid", new Names.Unknown("no such name"));
        RecordedCall call = rig.send(OriginGroup.of(unknown), GET).await();
        assertEquals(Kind.UNREACHABLE, call.kind());
        assertEquals("no such name", call.failure().detail());
    }

    @Test
    void eachAddressOfANameIsTriedUntilOneAccepts() {
        try (FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            var refuses = InetAddress.ofLiteral("127.0.0.77");
            var accepts = InetAddress.ofLiteral("127.0.0.1");
            Names names = rig.pool().names();
            names.remember("two.example", new Names.Known(List.of(refuses, accepts)));
            assertEquals("x", rig.get(origin.address("two.example"), "/").text());
        }
    }

    private void silent(Conversation with) throws IOException {
        with.next();
        with.awaitEnd();
    }

    /** An address where nobody listens. */
    private static OriginAddress refusing() {
        try (ServerSocket gone = new ServerSocket(0)) {
            return new OriginAddress(false, "127.0.0.1", gone.getLocalPort());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
