package io.neurocache.edge.peer;

import io.neurocache.edge.coherence.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The edges of the cluster, and which of them fetches an object from its origin for all (rendezvous
 * hashing: each edge has a weight for each key, the highest wins, so that a change of members moves
 * only the keys of those who come and go). Immutable: safe from any thread.
 */
public final class PeerRing {
    /** An edge that knows of no other. */
    public static final PeerRing ALONE = new PeerRing(1, List.of());

    private final int self;
    private final List<Peer> others;

    /**
     * Another edge.
     *
     * @param member its id in the cluster
     */
    public record Peer(int member, PeerAddress address) {}

    /**
     * Makes one.
     *
     * @param self this edge's id
     * @param others the edges that may be asked
     */
    public PeerRing(int self, List<Peer> others) {
        this.self = self;
        this.others = others.stream().filter(peer -> peer.member() != self).toList();
    }

    /** This edge's id. */
    public int self() {
        return self;
    }

    /** The other edges. */
    public List<Peer> others() {
        return others;
    }

    /** The edge of a member; null where it is this one, or is not known. */
    public @Nullable Peer peer(int member) {
        for (Peer each : others) {
            if (each.member() == member) {
                return each;
            }
        }
        return null;
    }

    /**
     * The edges that are to fetch an object before this one does, the first in line first; none
     * where this edge is to do it itself.
     *
     * @param usable those that count
     */
    public List<Peer> ahead(String key, Predicate<Peer> usable) {
        long name = Names.key(key);
        long own = weight(name, self);
        List<Peer> ahead = new ArrayList<>(2);
        for (Peer each : others) {
            if (isAhead(weight(name, each.member()), each.member(), own) && usable.test(each)) {
                ahead.add(each);
            }
        }
        ahead.sort(Comparator.comparingLong((Peer peer) -> weight(name, peer.member())).reversed());
        return ahead;
    }

    private boolean isAhead(long weight, int member, long own) {
        return weight > own || (weight == own && member < self);
    }

    /**
     * The finalizer of SplitMix64 over both: any bit of either changes each bit half of the time.
     */
    private static long weight(long name, int member) {
        long z = name + member * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
