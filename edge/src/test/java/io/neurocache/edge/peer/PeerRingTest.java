package io.neurocache.edge.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.peer.PeerRing.Peer;
import io.neurocache.edge.tls.KeyFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerRingTest {
    private static final int KEYS = 10_000;

    private static List<Peer> edges(int... members) {
        Set<KeyFingerprint> keys = Set.of(KeyFingerprint.ofBytes(new byte[32]));
        List<Peer> edges = new ArrayList<>();
        for (int member : members) {
            edges.add(new Peer(member, new PeerAddress("127.0.0.1", 8000 + member, keys)));
        }
        return edges;
    }

    /** Who fetches a key: the one that nobody is ahead of. */
    private static int fetcher(String key, int... members) {
        List<Integer> first = new ArrayList<>();
        for (int member : members) {
            if (new PeerRing(member, edges(members)).ahead(key, _ -> true).isEmpty()) {
                first.add(member);
            }
        }
        assertEquals(1, first.size(), key);
        return first.getFirst();
    }

    @Test
    void allAgreeOnWhoFetchesAndEachHasItsShare() {
        int[] shares = new int[4];
        for (int i = 0; i < KEYS; i++) {
            shares[fetcher("img/" + i + ".png", 1, 2, 3)]++;
        }
        for (int member = 1; member <= 3; member++) {
            int share = shares[member];
            assertTrue(share > KEYS * 0.31 && share < KEYS * 0.36, "a third, not " + share);
        }
    }

    @Test
    void whoComesOrGoesMovesHisOwnKeysOnly() {
        for (int i = 0; i < KEYS / 10; i++) {
            int with = fetcher("k" + i, 1, 2, 3, 4);
            int without = fetcher("k" + i, 1, 2, 3);
            assertTrue(with == 4 || with == without, "k" + i);
        }
    }

    @Test
    void whoIsNotUsableIsPassedOver() {
        List<Peer> edges = edges(1, 2, 3);
        PeerRing last = new PeerRing(1, edges);
        String key = "a";
        for (int i = 0; last.ahead(key, _ -> true).size() < 2; i++) {
            key = "a" + i;
        }
        List<Peer> ahead = last.ahead(key, _ -> true);
        assertEquals(ahead.getFirst().member(), fetcher(key, 1, 2, 3));
        Peer first = ahead.getFirst();
        assertEquals(ahead.subList(1, 2), last.ahead(key, peer -> peer.member() != first.member()));
        assertEquals(List.of(), last.ahead(key, _ -> false));
    }

    @Test
    void anEdgeIsNoPeerOfItself() {
        PeerRing ring = new PeerRing(2, edges(1, 2));
        assertEquals(2, ring.self());
        assertEquals(1, ring.others().size());
        assertNull(ring.peer(2));
        assertEquals(edges(1).getFirst(), ring.peer(1));
    }
}
