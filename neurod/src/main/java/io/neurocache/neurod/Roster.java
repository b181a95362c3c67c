package io.neurocache.neurod;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.peer.PeerAddress;
import io.neurocache.edge.peer.PeerRing;
import io.neurocache.edge.tls.KeyFingerprint;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.EdgeIdentity;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edges of the cluster as Raft knows them, and this one's place among them: it tells how it is
 * reached and by which key it is known, again and again until the cluster knows it.
 *
 * <p>{@link #edges} and {@link #granted} are Raft's loop's; the rest is safe from any thread.
 */
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final int member;
    private final AtomicBoolean isTelling = new AtomicBoolean();
    private volatile List<KnownEdge> edges = List.of();
    private volatile @Nullable EdgeIdentity own;
    private volatile @Nullable Consumer<PeerRing> listener;
    private volatile @Nullable Leader leader;
    private volatile boolean isLeaving;

    /** Takes what a server tells. */
    interface Leader {
        /** Asks the leader; answered once. */
        void ask(LongFunction<Request> request, Consumer<Reply> answer);
    }

    /** The roster of one member. */
    Roster(int member) {
        this.member = member;
    }

    /** Puts the server in place. */
    void join(Leader server) {
        leader = server;
    }

    /** Has the ring of edges told, now and whenever it changes. */
    void follow(Consumer<PeerRing> ring) {
        listener = ring;
        tell(ring);
    }

    /** This edge is reached and known so; told to the cluster soon. */
    void introduce(HostPort address, Set<KeyFingerprint> keys) {
        own = identity(address, keys, isLeaving);
        announce();
    }

    /** Whether an operator has taken this edge out of use. */
    boolean isDrained() {
        return edges.stream().anyMatch(each -> each.member() == member && each.isDrained());
    }

    /** This edge is going away: others begin to ask it for nothing any more. */
    void leave() {
        isLeaving = true;
        EdgeIdentity mine = own;
        if (mine != null) {
            own = new EdgeIdentity(mine.member(), mine.address(), mine.fingerprints(), true);
            announce();
        }
    }

    private EdgeIdentity identity(HostPort address, Set<KeyFingerprint> keys, boolean isDraining) {
        List<Bytes> fingerprints = keys.stream().map(key -> Bytes.wrap(key.bytes())).toList();
        return new EdgeIdentity(member, address.toString(), fingerprints, isDraining);
    }

    /** The edges of the members are these. */
    void edges(List<KnownEdge> known) {
        edges = known;
        Consumer<PeerRing> told = listener;
        if (told != null) {
            tell(told);
        }
    }

    /** The leader has answered: what it does not know yet can be told. */
    void granted() {
        announce();
    }

    private void announce() {
        EdgeIdentity mine = own;
        Leader server = leader;
        boolean isKnown = edges.stream().anyMatch(each -> each.identity().equals(mine));
        if (mine == null || server == null || isKnown) {
            return;
        }
        if (isTelling.compareAndSet(false, true)) {
            server.ask(
                    id -> new Request.Announce(id, mine),
                    reply -> {
                        isTelling.set(false);
                        if (!(reply instanceof Reply.Written)) {
                            LOG.debug("the cluster does not know this edge yet: {}", reply);
                        }
                    });
        }
    }

    private void tell(Consumer<PeerRing> ring) {
        List<PeerRing.Peer> others = new ArrayList<>();
        for (KnownEdge each : edges) {
            if (each.member() != member && each.isInUse()) {
                PeerAddress address = address(each.identity());
                if (address != null) {
                    others.add(new PeerRing.Peer(each.member(), address));
                }
            }
        }
        ring.accept(new PeerRing(member, others));
    }

    private static @Nullable PeerAddress address(EdgeIdentity edge) {
        try {
            HostPort where = HostPort.parse(edge.address());
            Set<KeyFingerprint> keys =
                    edge.fingerprints().stream()
                            .map(key -> KeyFingerprint.ofBytes(key.array()))
                            .collect(Collectors.toUnmodifiableSet());
            return new PeerAddress(where.host(), where.port(), keys);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "edge {} says that it is at {}, where nobody can be: {}",
                    edge.member(),
                    edge.address(),
                    e.getMessage());
            return null;
        }
    }
}
