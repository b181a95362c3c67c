package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.origin.OriginOptions.Pooling;
import io.neurocache.edge.testing.FakeOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When a connection is used again, and who waits for one. */
class OriginReuseIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static OriginRig rig(Pooling pooling) {
        return OriginRig.with(OriginOptions.defaults().withPooling(pooling));
    }

    @Test
    void aConnectionIsClosedWhenNobodyUsesIt() {
        Pooling brief = new Pooling(8, 8, 8, LONG, Duration.ofMillis(100));
        try (OriginRig rig = rig(brief);
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            rig.get(origin.address(), "/");
            OriginRig.await("the end of it", () -> origin.openConnections() == 0);
            rig.get(origin.address(), "/");
            assertEquals(2, origin.connections());
        }
    }

    @Test
    void anOriginThatKeepsConnectionsForASecondKeepsNone() {
        String ok = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n";
        try (OriginRig rig = OriginRig.usual();
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(ok))) {
            rig.get(origin.address(), "/");
            rig.get(origin.address(), "/");
            assertEquals(2, origin.connections());
        }
    }

    @Test
    void aConnectionThatSaysCloseIsNotUsedAgain() {
        for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
            String ok = version + " 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n";
            try (OriginRig rig = OriginRig.usual();
                    FakeOrigin origin = FakeOrigin.start(FakeOrigin.always(ok))) {
                rig.get(origin.address(), "/");
                rig.get(origin.address(), "/");
                assertEquals(2, origin.connections());
            }
        }
    }

    @Test
    void aConnectionTheOriginClosedIsReplacedBeforeTheRequestIsSent() {
        try (OriginRig rig = OriginRig.usual();
                FakeOrigin origin =
                        FakeOrigin.start(
                                FakeOrigin.once("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))) {
            for (int i = 1; i <= 20; i++) {
                RecordedCall call =
                        rig.send(OriginGroup.of(origin.address()), OriginRig.request("POST", "/"));
                assertEquals("x", call.await().text());
                int ended = i;
                OriginRig.await(
                        "connection " + i + " to end",
                        () -> origin.openConnections() == 0 && origin.connections() == ended);
            }
        }
    }

    @Test
    void withoutAPoolEveryRequestSaysClose() {
        try (OriginRig rig = rig(new Pooling(8, 0, 8, LONG, LONG));
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            rig.get(origin.address(), "/");
            rig.get(origin.address(), "/");
            assertEquals(2, origin.connections());
            assertEquals("close", origin.requests().getFirst().field("Connection"));
        }
    }

    @Test
    void noMoreConnectionsAreKeptThanMayBe() {
        CountDownLatch all = new CountDownLatch(5);
        var together =
                FakeOrigin.each((request, with) -> {
                    all.countDown();
                    all.await();
                    with.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
        try (OriginRig rig = rig(new Pooling(8, 2, 8, LONG, LONG));
                FakeOrigin origin = FakeOrigin.start(together)) {
            List<RecordedCall> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.add(rig.send(OriginGroup.of(origin.address()), OriginRig.get("/")));
            }
            calls.forEach(RecordedCall::await);
            OriginRig.await("three to end", () -> origin.openConnections() == 2);
        }
    }

    @Test
    void callsWaitForAConnectionInTheirOrder() {
        try (OriginRig rig = rig(new Pooling(1, 1, 8, LONG, LONG));
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            List<RecordedCall> calls = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                calls.add(rig.send(OriginGroup.of(origin.address()), OriginRig.get("/" + i)));
            }
            calls.forEach(RecordedCall::await);
            assertEquals(1, origin.connections());
            for (int i = 0; i < 9; i++) {
                assertEquals("/" + i, origin.requests().get(i).target());
            }
        }
    }

    @Test
    void moreThanMayWaitAreRefused() {
        CountDownLatch go = new CountDownLatch(1);
        var held =
                FakeOrigin.each((request, with) -> {
                    go.await();
                    with.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
        try (OriginRig rig = rig(new Pooling(1, 1, 1, LONG, LONG));
                FakeOrigin origin = FakeOrigin.start(held)) {
            OriginGroup group = OriginGroup.of(origin.address());
            RecordedCall served = rig.send(group, OriginRig.get("/"));
            RecordedCall waiting = rig.send(group, OriginRig.get("/"));
            RecordedCall refused = rig.send(group, OriginRig.get("/")).await();
            assertEquals(Kind.OVERLOADED, refused.kind());
            go.countDown();
            assertEquals(200, served.await().status());
            assertEquals(200, waiting.await().status());
        }
    }

    @Test
    void whoWaitsTooLongIsRefused() {
        try (OriginRig rig = rig(new Pooling(1, 1, 8, Duration.ofMillis(100), LONG));
                FakeOrigin origin = FakeOrigin.start(with -> with.awaitEnd())) {
            OriginGroup group = OriginGroup.of(origin.address());
            RecordedCall first = rig.send(group, OriginRig.get("/"));
            RecordedCall second = rig.send(group, OriginRig.get("/")).await();
            assertEquals(Kind.OVERLOADED, second.kind());
            first.with(OriginCall::cancel);
        }
    }

    @Test
    void whoGivesUpWaitingLeavesTheQueue() {
        try (OriginRig rig = rig(new Pooling(1, 1, 1, LONG, LONG));
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            OriginGroup group = OriginGroup.of(origin.address());
            RecordedCall first = rig.send(group, OriginRig.get("/1"));
            RecordedCall second = rig.send(group, OriginRig.get("/2"));
            second.with(OriginCall::cancel);
            RecordedCall third = rig.send(group, OriginRig.get("/3"));
            assertEquals("x", first.await().text());
            assertEquals("x", third.await().text());
        }
    }

    @Test
    void aClosedPoolKeepsNothingAndTakesNothing() {
        try (OriginRig rig = OriginRig.usual();
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            rig.get(origin.address(), "/");
            rig.pool().close();
            OriginRig.await("the end of it", () -> origin.openConnections() == 0);
            RecordedCall late = rig.send(OriginGroup.of(origin.address()), OriginRig.get("/"));
            assertEquals(Kind.UNREACHABLE, late.await().kind());
        }
    }

    @Test
    void allOfThisWorksWithoutEpoll() {
        try (OriginRig rig = OriginRig.nio();
                FakeOrigin origin = FakeOrigin.start(FakeOrigin.ok("x"))) {
            for (int i = 0; i < 3; i++) {
                assertEquals("x", rig.get(origin.address("localhost"), "/").text());
            }
            assertEquals(1, origin.connections());
            assertNull(origin.requests().getFirst().field("Connection"));
        }
    }
}
