package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.server.Leaks;
import io.neurocache.edge.server.Pattern;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One body from several edges, over real sockets. */
class ResumingIT {
    private static final int LENGTH = 5_000_001;

    @BeforeEach
    void watch() {
        Leaks.watch();
    }

    @AfterEach
    void nothingLeaks() {
        Leaks.assertNone();
    }

    @Test
    void aBodyGoesOnAtAnotherEdgeWhenItsOwnIsKilled() throws IOException {
        try (PeerRig rig = PeerRig.usual();
                TestPeer dies = new TestPeer();
                TestPeer lives = new TestPeer()) {
            PeerFetch fetch = rig.fetch(dies.address());
            fetch.onData(OriginCall::pause)
                    .resuming(
                            List.of(nobody(dies), dies.address(), lives.address()),
                            "/bytes/" + LENGTH);
            PeerRig.await("the first bytes", () -> fetch.received() > 0);
            dies.server.close();
            fetch.onData(_ -> {}).with(OriginCall::resume).await();
            assertEquals(LENGTH, fetch.received(), fetch::toString);
            assertEquals(Pattern.sum(Pattern.of(LENGTH)), fetch.sum());
            assertTrue(lives.site.handedOver.get() < LENGTH, "only the rest is asked for");
            assertEquals(1, dies.site.requests.get());
        }
    }

    @Test
    void anEdgeWithoutTheObjectIsFollowedByTheNext() {
        try (PeerRig rig = PeerRig.usual();
                TestPeer one = new TestPeer();
                TestPeer two = new TestPeer()) {
            PeerFetch fetch = rig.fetch(one.address());
            fetch.resuming(List.of(one.address(), two.address()), "/absent").await();
            assertEquals("it has no answer: status 404", fetch.failure().detail());
            assertEquals(1, two.site.requests.get());
        }
    }

    private static PeerAddress nobody(TestPeer like) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return new PeerAddress(
                    "127.0.0.1", socket.getLocalPort(), Set.copyOf(like.address().accepted()));
        }
    }
}
