package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.server.Leaks;
import io.neurocache.edge.server.Pattern;
import io.neurocache.edge.server.TestIdentity;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls when a peer is dead, dies, or does not answer. */
class PeerFailuresIT {
    private static final int MIB = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(300);

    @BeforeEach
    void watch() {
        Leaks.watch();
    }

    @AfterEach
    void nothingLeaks() {
        Leaks.assertNone();
    }

    @Test
    void aPortWhereNobodyListensFailsAtOnceAndIsLeftAlone() throws IOException {
        try (PeerRig rig = PeerRig.usual()) {
            PeerAddress nobody = at(freePort());
            PeerFetch first = rig.fetch(nobody).get("/bytes/1").await();
            assertEquals(Kind.UNREACHABLE, first.failure().kind());
            assertEquals("nobody listens there", first.failure().detail());
            assertTrue(rig.pool().isLeftAlone(nobody));
            PeerFetch second = rig.fetch(nobody).get("/bytes/1").await();
            assertTrue(second.failure().detail().startsWith("it failed lately"), second::toString);
            assertEquals(1, rig.pool().counters().failedConnects());
        }
    }

    @Test
    void aNameIsTriedAtAllItsAddresses() {
        try (TestPeer peer = new TestPeer();
                PeerRig rig = PeerRig.usual()) {
            PeerAddress named =
                    new PeerAddress("localhost", peer.port(), peer.address().accepted());
            assertEquals(200, rig.fetch(named).get("/bytes/1").await().status());
        }
    }

    @Test
    void aMutePeerIsGivenUpAfterTheTimeToConnect() throws IOException {
        try (DatagramSocket mute = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                PeerRig rig = PeerRig.with(connectingWithin(SHORT))) {
            List<PeerFetch> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(rig.fetch(at(mute.getLocalPort())).get("/bytes/1"));
            }
            for (PeerFetch each : all) {
                assertEquals("no connection within 300 ms", each.await().failure().detail());
            }
            assertEquals(1, rig.pool().counters().failedConnects());
        }
    }

    @Test
    void aPeerThatCameBackIsTriedAfterTheBackOff() throws IOException {
        int port = freePort();
        PeerOptions options =
                PeerRig.patient()
                        .withBackOff(
                                new PeerOptions.BackOff(
                                        Duration.ofMillis(50), Duration.ofMillis(50)));
        try (PeerRig rig = PeerRig.with(options)) {
            rig.fetch(at(port)).get("/bytes/1").await().failure();
            try (TestPeer back = new TestPeer(port, options1 -> options1)) {
                PeerRig.await("the back-off", () -> !rig.pool().isLeftAlone(at(port)));
                // The first call only has it tried: nobody waits for one that failed.
                PeerRig.await(
                        "an answer",
                        () -> rig.fetch(back.address()).get("/bytes/1").await().status() == 200);
            }
        }
    }

    @Test
    void aBodyIsBrokenWhenItsPeerDies() {
        // Netty says no farewell while the congestion window is full: silence is what tells.
        try (PeerRig rig = PeerRig.with(mute(Duration.ofSeconds(1)));
                TestPeer peer = new TestPeer()) {
            PeerFetch announced =
                    rig.fetch(peer.address()).onData(OriginCall::pause).get("/bytes/" + 20 * MIB);
            PeerFetch open =
                    rig.fetch(peer.address()).onData(OriginCall::pause).get("/open/" + 20 * MIB);
            PeerRig.await("bytes", () -> announced.received() > 0 && open.received() > 0);
            peer.server.close();
            assertEquals(Kind.TRUNCATED, announced.await().failure().kind());
            assertEquals(Kind.TRUNCATED, open.await().failure().kind());
        }
    }

    @Test
    void aBodyIsBrokenWhenItsStreamIsReset() {
        try (PeerRig rig = PeerRig.usual();
                TestPeer peer = new TestPeer()) {
            PeerFetch fetch = rig.fetch(peer.address()).get("/break/" + MIB).await();
            assertEquals(Kind.TRUNCATED, fetch.failure().kind());
            assertTrue(fetch.failure().detail().contains("reset"), fetch::toString);
            assertEquals(200, rig.fetch(peer.address()).get("/bytes/1").await().status());
            assertEquals(1, rig.pool().counters().connects());
        }
    }

    @Test
    void aPeerThatDoesNotAnswerTakesTheTimeToTheHead() {
        try (TestPeer peer = new TestPeer();
                PeerRig rig = PeerRig.with(waiting(SHORT, LONG))) {
            PeerFetch fetch = rig.fetch(peer.address()).get("/held").await();
            assertEquals(Kind.TIMEOUT, fetch.failure().kind());
            assertEquals("no response within 300 ms", fetch.failure().detail());
            assertFalse(rig.pool().isLeftAlone(peer.address()));
            peer.site.release();
        }
    }

    @Test
    void aPausedBodyDoesNotStallAndOneThatStopsDoes() {
        try (TestPeer peer = new TestPeer();
                PeerRig rig = PeerRig.with(waiting(LONG, SHORT))) {
            PeerFetch paused =
                    rig.fetch(peer.address()).onData(OriginCall::pause).get("/bytes/" + 4 * MIB);
            PeerRig.await("bytes", () -> paused.received() > 0);
            PeerFetch stalled = rig.fetch(peer.address()).get("/stall/1000").await();
            assertEquals(Kind.TIMEOUT, stalled.failure().kind());
            assertEquals("no byte within 300 ms", stalled.failure().detail());
            paused.onData(_ -> {}).with(OriginCall::resume).await();
            assertEquals(Pattern.sum(Pattern.of(4 * MIB)), paused.sum(), paused::toString);
        }
    }

    @Test
    void aFarewellMovesLaterCallsToAnotherConnection() {
        try (PeerRig rig = PeerRig.with(connectingWithin(SHORT));
                TestPeer peer = new TestPeer()) {
            PeerFetch held = rig.fetch(peer.address()).get("/held");
            PeerRig.await("the request", () -> peer.site.heldCount() == 1);
            Thread draining = Thread.ofVirtual().start(() -> peer.server.drain(LONG));
            // The draining server takes no new connection: calls fail once the farewell is heard.
            PeerRig.await(
                    "the farewell",
                    () -> rig.fetch(peer.address()).get("/bytes/1").await().status() < 0);
            assertFalse(held.isOver());
            peer.site.release();
            assertEquals(404, held.await().status(), held::toString);
            join(draining);
        }
    }

    @Test
    void aPeerThatWasKilledAndIsBackIsFoundOnANewConnection() {
        try (PeerRig rig = PeerRig.with(mute(Duration.ofSeconds(1)));
                TestPeer killed = new TestPeer();
                TestPeer back = new TestPeer();
                UdpRelay relay = new UdpRelay(killed.port())) {
            assertEquals(200, rig.fetch(at(relay.port())).get("/bytes/1").await().status());
            relay.to(back.port());
            PeerFetch fetch = rig.fetch(at(relay.port())).get("/bytes/5").await();
            assertEquals(200, fetch.status(), fetch::toString);
            assertEquals(1, back.site.requests.get());
            assertEquals(1, rig.pool().counters().repeats());
            assertEquals(2, rig.pool().counters().connects());
        }
    }

    @Test
    void aBodyIsBrokenWhenNothingIsHeardOfItsPeer() {
        try (PeerRig rig = PeerRig.with(mute(Duration.ofSeconds(1)));
                TestPeer peer = new TestPeer();
                UdpRelay relay = new UdpRelay(peer.port())) {
            PeerFetch fetch =
                    rig.fetch(at(relay.port())).onData(OriginCall::pause).get("/bytes/" + 20 * MIB);
            PeerRig.await("bytes", () -> fetch.received() > 0);
            relay.to(0);
            assertEquals(Kind.TRUNCATED, fetch.await().failure().kind());
            assertEquals("no sign of life within 1000 ms", fetch.failure().detail());
        }
    }

    @Test
    void aSlowResponseIsNoSilence() {
        try (PeerRig rig = PeerRig.with(mute(Duration.ofSeconds(1)));
                TestPeer peer = new TestPeer()) {
            PeerFetch held = rig.fetch(peer.address()).get("/held");
            PeerRig.await("the request", () -> peer.site.heldCount() == 1);
            PeerRig.await(
                    "three probes", () -> held.sinceNanos() > Duration.ofSeconds(2).toNanos());
            assertFalse(held.isOver());
            peer.site.release();
            assertEquals(404, held.await().status(), held::toString);
        }
    }

    @Test
    void anUnusedConnectionIsClosed() {
        try (TestPeer peer = new TestPeer();
                PeerRig rig =
                        PeerRig.with(
                                PeerRig.patient()
                                        .withTimes(
                                                new PeerOptions.Times(
                                                        LONG, LONG, LONG, LONG, LONG, SHORT)))) {
            assertEquals(200, rig.fetch(peer.address()).get("/bytes/1").await().status());
            PeerRig.await("the close", () -> peer.server.counters().connectionsOpen() == 0);
            assertEquals(200, rig.fetch(peer.address()).get("/bytes/1").await().status());
            assertEquals(2, rig.pool().counters().connects());
        }
    }

    @Test
    void anIdleConnectionMakesRoomForAnotherPeer() {
        PeerOptions one = PeerRig.patient().withLimits(new PeerOptions.Limits(100, 100, 1));
        try (TestPeer first = new TestPeer();
                TestPeer second = new TestPeer();
                PeerRig rig = PeerRig.with(one)) {
            assertEquals(200, rig.fetch(first.address()).get("/bytes/1").await().status());
            PeerFetch held = rig.fetch(second.address()).get("/held");
            PeerRig.await("the request", () -> second.site.heldCount() == 1);
            PeerFetch third = rig.fetch(first.address()).get("/bytes/1").await();
            assertEquals(Kind.OVERLOADED, third.failure().kind());
            second.site.release();
            assertEquals(404, held.await().status(), held::toString);
        }
    }

    @Test
    void aCallThatIsGivenUpWhileItWaitsIsNotHeardOfAgain() {
        PeerOptions narrow = PeerRig.patient().withLimits(new PeerOptions.Limits(1, 10, 1));
        try (TestPeer peer = new TestPeer();
                PeerRig rig = PeerRig.with(narrow)) {
            PeerFetch connecting = rig.fetch(peer.address()).get("/bytes/1");
            connecting.with(OriginCall::cancel);
            PeerFetch held = rig.fetch(peer.address()).get("/held");
            PeerRig.await("the request", () -> peer.site.heldCount() == 1);
            PeerFetch waiting = rig.fetch(peer.address()).get("/bytes/2");
            waiting.with(OriginCall::cancel);
            PeerFetch next = rig.fetch(peer.address()).get("/bytes/3");
            peer.site.release();
            assertEquals(404, held.await().status(), held::toString);
            assertEquals(3, next.await().received(), next::toString);
            assertEquals(2, peer.site.requests.get());
            assertFalse(connecting.isOver() || waiting.isOver());
            assertEquals(1, rig.pool().counters().connects());
        }
    }

    @Test
    void callsBeyondThoseThatMayWaitAreRefused() {
        PeerOptions narrow = PeerRig.patient().withLimits(new PeerOptions.Limits(1, 1, 1));
        try (TestPeer peer = new TestPeer();
                PeerRig rig = PeerRig.with(narrow)) {
            PeerFetch held = rig.fetch(peer.address()).get("/held");
            PeerRig.await("the request", () -> peer.site.heldCount() == 1);
            PeerFetch waits = rig.fetch(peer.address()).get("/bytes/1");
            PeerFetch refused = rig.fetch(peer.address()).get("/bytes/1").await();
            assertEquals(Kind.OVERLOADED, refused.failure().kind());
            peer.site.release();
            assertEquals(404, held.await().status(), held::toString);
            assertEquals(200, waits.await().status(), waits::toString);
        }
    }

    private static PeerOptions connectingWithin(Duration connect) {
        return PeerRig.patient()
                .withTimes(new PeerOptions.Times(connect, LONG, LONG, LONG, LONG, LONG));
    }

    private static PeerOptions mute(Duration silence) {
        return PeerRig.patient()
                .withTimes(new PeerOptions.Times(LONG, LONG, LONG, LONG, silence, LONG));
    }

    private static PeerOptions waiting(Duration head, Duration stall) {
        return PeerRig.patient()
                .withTimes(new PeerOptions.Times(LONG, LONG, head, stall, LONG, LONG));
    }

    private static PeerAddress at(int port) {
        return new PeerAddress(
                "127.0.0.1", port, Set.of(TestIdentity.shared().certificate().fingerprint()));
    }

    /** One that the kernel gives to nobody by itself, so that it is still free later. */
    private static int freePort() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        String taken = "";
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (DatagramSocket udp = new DatagramSocket(port, loopback);
                    ServerSocket tcp = new ServerSocket(port, 1, loopback)) {
                assertEquals(udp.getLocalPort(), tcp.getLocalPort());
                return port;
            } catch (BindException inUse) {
                taken = inUse.getMessage();
            }
        }
        throw new IOException("no port is free: " + taken);
    }

    private static void join(Thread thread) {
        try {
            thread.join(LONG);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
