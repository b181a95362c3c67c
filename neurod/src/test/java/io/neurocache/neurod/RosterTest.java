package io.neurocache.neurod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.peer.PeerRing;
import io.neurocache.edge.tls.KeyFingerprint;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.EdgeIdentity;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final HostPort ADDRESS = HostPort.parse("127.0.0.1:8081");
    private static final KeyFingerprint KEY = KeyFingerprint.ofBytes(new byte[32]);

    private final Roster roster = new Roster(2);
    private final List<EdgeIdentity> told = new ArrayList<>();
    private final List<Consumer<Reply>> waiting = new ArrayList<>();
    private final List<PeerRing> rings = new ArrayList<>();

    private void joinCluster() {
        roster.join((request, answer) -> {
            told.add(((Request.Announce) request.apply(1)).edge());
            waiting.add(answer);
        });
    }

    private static KnownEdge known(int member, String address, boolean isDraining) {
        return new KnownEdge(edge(member, address, isDraining), false);
    }

    private static EdgeIdentity edge(int member, String address, boolean isDraining) {
        return new EdgeIdentity(member, address, List.of(Bytes.wrap(new byte[32])), isDraining);
    }

    private void answer(Reply reply) {
        waiting.removeFirst().accept(reply);
    }

    @Test
    void itTellsUntilTheClusterKnowsIt() {
        roster.granted();
        roster.introduce(ADDRESS, Set.of(KEY));
        joinCluster();
        roster.granted();
        roster.granted();
        assertEquals(List.of(edge(2, "127.0.0.1:8081", false)), told, "one question at a time");
        answer(new Reply.Failed(1, ErrorCode.NO_LEADER, "nobody leads"));
        roster.granted();
        assertEquals(2, told.size());
        answer(new Reply.Written(1, 7));
        roster.edges(List.of(new KnownEdge(told.getFirst(), false)));
        roster.granted();
        assertEquals(2, told.size(), "it is known");
    }

    @Test
    void itTellsAgainWhenItsKeyChangesAndWhenItLeaves() {
        joinCluster();
        roster.introduce(ADDRESS, Set.of(KEY));
        answer(new Reply.Written(1, 7));
        roster.edges(List.of(new KnownEdge(told.getLast(), false)));
        byte[] other = new byte[32];
        other[0] = 1;
        roster.introduce(ADDRESS, Set.of(KeyFingerprint.ofBytes(other)));
        assertEquals(1, told.getLast().fingerprints().getFirst().array()[0]);
        answer(new Reply.Written(1, 8));
        roster.edges(List.of(new KnownEdge(told.getLast(), false)));
        roster.leave();
        assertTrue(told.getLast().isDraining());
        answer(new Reply.Written(1, 9));
        roster.introduce(ADDRESS, Set.of(KEY));
        assertTrue(told.getLast().isDraining(), "a new certificate does not bring it back");
    }

    @Test
    void whatAnOperatorTookOutOfUseIsSaidOfThisEdgeAlone() {
        roster.edges(List.of(new KnownEdge(edge(1, "127.0.0.1:8080", false), true)));
        assertFalse(roster.isDrained());
        roster.edges(List.of(new KnownEdge(edge(2, "127.0.0.1:8081", false), true)));
        assertTrue(roster.isDrained());
    }

    @Test
    void theRingHasTheOtherEdgesThatStay() {
        roster.follow(rings::add);
        assertTrue(rings.getLast().others().isEmpty());
        roster.edges(
                List.of(
                        known(1, "127.0.0.1:8080", false),
                        known(2, "127.0.0.1:8081", false),
                        known(3, "127.0.0.1:8082", true),
                        known(4, "nowhere", false),
                        known(5, "[::1]:8084", false),
                        new KnownEdge(edge(6, "127.0.0.1:8085", false), true)));
        List<PeerRing.Peer> others = rings.getLast().others();
        assertEquals(List.of(1, 5), others.stream().map(PeerRing.Peer::member).toList());
        assertEquals("127.0.0.1:8080", others.getFirst().address().hostAndPort());
        assertEquals(Set.of(KEY), others.getFirst().address().accepted());
    }
}
