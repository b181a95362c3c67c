package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.server.IoThreads;
import io.neurocache.edge.server.Leaks;
import io.neurocache.edge.server.Pattern;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches from an edge over real sockets, where all goes well. */
class PeerFetchIT {
    private static final int MIB = 1 << 20;

    private final TestPeer peer = new TestPeer();
    private final PeerRig rig = PeerRig.usual();

    @BeforeEach
    void watch() {
        Leaks.watch();
    }

    @AfterEach
    void close() {
        rig.close();
        peer.close();
        Leaks.assertNone();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 64 * 1024 + 1, 20 * MIB})
    void aBodyArrivesWhole(int length) {
        PeerFetch fetch = rig.fetch(peer.address()).get("/bytes/" + length).await();
        assertEquals(200, fetch.status(), fetch::toString);
        assertEquals(length, fetch.bodyLength());
        assertEquals(length, fetch.received(), fetch::toString);
        assertEquals(Pattern.sum(Pattern.of(length)), fetch.sum());
        assertEquals(length, rig.pool().counters().bytesIn());
    }

    @Test
    void theJdksSelectorsDoAsWell() {
        try (PeerRig nio =
                new PeerRig(PeerRig.patient(), InstantSource.system(), IoThreads.Transport.NIO)) {
            PeerFetch fetch = nio.fetch(peer.address()).get("/bytes/" + MIB).await();
            assertEquals(Pattern.sum(Pattern.of(MIB)), fetch.sum(), fetch::toString);
        }
    }

    @Test
    void aBodyWithoutALengthEndsWithItsStreamAndTrailers() {
        PeerFetch fetch = rig.fetch(peer.address()).get("/open/300000").await();
        assertEquals(-1, fetch.bodyLength());
        assertEquals(Pattern.sum(Pattern.of(300_000)), fetch.sum(), fetch::toString);
        assertEquals("end", fetch.trailers().first("X-Trailer"));
    }

    @Test
    void aRangeIsAPart() {
        PeerFetch fetch =
                rig.fetch(peer.address()).get("/bytes/1000", "Range", "bytes=990-").await();
        assertEquals(206, fetch.status());
        assertEquals(10, fetch.received());
        assertEquals("bytes 990-999/1000", fetch.field("content-range"));
    }

    @Test
    void headHasALengthAndNoBody() {
        RequestHead head = PeerRig.get("/bytes/1000");
        PeerFetch fetch =
                rig.fetch(peer.address())
                        .send(
                                new RequestHead(
                                        "HEAD",
                                        head.scheme(),
                                        head.authority(),
                                        head.target(),
                                        Fields.EMPTY))
                        .await();
        assertEquals("1000", fetch.field("content-length"));
        assertEquals(0, fetch.bodyLength());
        assertEquals(0, fetch.received());
    }

    @Test
    void theRequestArrivesAsItIs() {
        PeerFetch fetch =
                rig.fetch(peer.address())
                        .get("/a%2Fb?x=|", "Connection", "x-gone", "X-Asked", " caf\u00e9 ")
                        .await();
        assertEquals(404, fetch.status());
        assertEquals("/a%2Fb?x=|", fetch.field("x-target"));
        assertEquals("site.example", fetch.field("x-authority"));
        assertEquals("caf\u00e9", fetch.field("x-asked"));
    }

    @Test
    void whatIsNotAReadOrCouldEndALineIsRefused() {
        PeerFetch post =
                rig.fetch(peer.address())
                        .send(new RequestHead("POST", "http", "a", "/", Fields.EMPTY));
        assertThrows(IllegalArgumentException.class, post::await);
        PeerFetch split = rig.fetch(peer.address()).get("/", "x", "a\r\nb: c");
        assertThrows(IllegalArgumentException.class, split::await);
        PeerFetch wide = rig.fetch(peer.address()).get("/\u010d");
        assertThrows(IllegalArgumentException.class, wide::await);
    }

    @Test
    void aHundredCallsShareOneConnection() {
        PeerAddress address = peer.address();
        List<PeerFetch> fetches = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            fetches.add(rig.fetch(address).get("/bytes/" + (100_000 + i)));
        }
        for (int i = 0; i < 100; i++) {
            PeerFetch fetch = fetches.get(i).await();
            assertEquals(Pattern.sum(Pattern.of(100_000 + i)), fetch.sum(), fetch::toString);
        }
        assertEquals(1, rig.pool().counters().connects());
    }

    @Test
    void moreCallsThanStreamsWaitForTheirTurn() {
        PeerAddress address = peer.address();
        List<PeerFetch> held = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            held.add(rig.fetch(address).get("/held"));
        }
        PeerRig.await("the first hundred", () -> peer.site.heldCount() == 100);
        peer.site.release();
        PeerRig.await("the others", () -> peer.site.heldCount() == 50);
        peer.site.release();
        held.forEach(each -> assertEquals(404, each.await().status(), each::toString));
        assertEquals(1, rig.pool().counters().connects());
    }

    @Test
    void aSlowReaderHoldsThePeerBack() {
        PeerFetch slow =
                rig.fetch(peer.address()).onData(OriginCall::pause).get("/bytes/" + 20 * MIB);
        PeerRig.await("the first bytes", () -> slow.received() > 0);
        // Others go on meanwhile, and give the peer the time to send all it may.
        for (int i = 0; i < 20; i++) {
            rig.fetch(peer.address()).get("/bytes/100000").await();
        }
        assertTrue(slow.received() < 512 << 10, slow::toString);
        long sent = peer.site.handedOver.get() - 20 * 100_000;
        assertTrue(sent < 2 * MIB, "the peer was let send " + sent);
        slow.onData(_ -> {}).with(OriginCall::resume).await();
        assertEquals(Pattern.sum(Pattern.of(20 * MIB)), slow.sum(), slow::toString);
    }

    @Test
    void callsThatAreGivenUpLeaveTheOthersAlone() {
        PeerAddress address = peer.address();
        for (int i = 0; i < 300; i++) {
            PeerFetch given = rig.fetch(address);
            given.onData(OriginCall::cancel).get("/bytes/" + MIB);
            PeerRig.await("some bytes", () -> given.received() > 0);
        }
        PeerFetch fetch = rig.fetch(address).get("/bytes/" + MIB).await();
        assertEquals(Pattern.sum(Pattern.of(MIB)), fetch.sum(), fetch::toString);
        PeerRig.await("the peer to notice", () -> peer.site.broken.get() == 300);
        assertEquals(2, rig.pool().counters().connects(), "one for each 256 broken streams");
    }
}
