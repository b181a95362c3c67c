package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.origin.OriginFailure.Kind;
import io.neurocache.edge.server.IoThreads;
import io.neurocache.edge.server.Leaks;
import io.neurocache.edge.server.TestIdentity;
import io.neurocache.edge.tls.KeyFingerprint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is taken for a peer. */
class PeerTrustIT {
    private static final KeyFingerprint OURS = TestIdentity.shared().certificate().fingerprint();
    private static final KeyFingerprint ANOTHER = new KeyFingerprint("A".repeat(43) + "=");

    private final TestPeer peer = new TestPeer();

    @BeforeEach
    void watch() {
        Leaks.watch();
    }

    @AfterEach
    void close() {
        peer.close();
        Leaks.assertNone();
    }

    @Test
    void anotherKeyIsRefused() {
        try (PeerRig rig = PeerRig.usual()) {
            PeerFetch fetch = rig.fetch(accepting(Set.of(ANOTHER))).get("/bytes/1").await();
            assertEquals(Kind.UNTRUSTED, fetch.failure().kind());
            assertEquals(
                    "TLS: its key " + OURS + " is not accepted for it", fetch.failure().detail());
            assertEquals(0, peer.site.requests.get());
        }
    }

    @Test
    void oneOfTwoKeysIsEnough() {
        try (PeerRig rig = PeerRig.usual()) {
            PeerFetch fetch = rig.fetch(accepting(Set.of(ANOTHER, OURS))).get("/bytes/1").await();
            assertEquals(200, fetch.status(), fetch::toString);
        }
    }

    @Test
    void aKeyThatWasAcceptedOnceIsCheckedAgain() {
        try (PeerRig rig = PeerRig.usual()) {
            rig.fetch(peer.address()).get("/bytes/1").await();
            PeerFetch fetch = rig.fetch(accepting(Set.of(ANOTHER))).get("/bytes/1").await();
            assertEquals(Kind.UNTRUSTED, fetch.failure().kind());
        }
    }

    @Test
    void anExpiredCertificateIsRefused() {
        Instant later = Instant.now().plus(Duration.ofDays(30));
        String detail = refusal(InstantSource.fixed(later));
        assertTrue(detail.startsWith("TLS: its certificate expired at "), detail);
    }

    @Test
    void aCertificateOfTheFutureIsRefused() {
        Instant earlier = Instant.now().minus(Duration.ofDays(2));
        String detail = refusal(InstantSource.fixed(earlier));
        assertTrue(detail.startsWith("TLS: its certificate is not valid before "), detail);
    }

    @Test
    void aPeerThatIsNoLongerOneTakesNoMoreCalls() {
        try (PeerRig rig = PeerRig.usual()) {
            PeerAddress address = peer.address();
            rig.fetch(address).get("/bytes/1").await();
            PeerFetch held = rig.fetch(address).get("/held");
            PeerRig.await("the request", () -> peer.site.heldCount() == 1);
            rig.pool().retain(List.of());
            peer.site.release();
            assertEquals(404, held.await().status(), held::toString);
            PeerRig.await(
                    "the end of the connection",
                    () -> peer.server.counters().connectionsOpen() == 0);
        }
    }

    private PeerAddress accepting(Set<KeyFingerprint> keys) {
        return new PeerAddress("127.0.0.1", peer.port(), keys);
    }

    private String refusal(InstantSource clock) {
        try (PeerRig rig = new PeerRig(PeerRig.patient(), clock, IoThreads.Transport.BEST)) {
            PeerFetch fetch = rig.fetch(peer.address()).get("/bytes/1").await();
            assertEquals(Kind.UNTRUSTED, fetch.failure().kind());
            return fetch.failure().detail();
        }
    }
}
