package io.neurocache.edge.supply;

import io.netty.channel.EventLoop;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Names;
import io.neurocache.edge.origin.OriginGroup;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.origin.OriginPool;
import io.neurocache.edge.peer.BodySource;
import io.neurocache.edge.peer.PeerAddress;
import io.neurocache.edge.peer.PeerPool;
import io.neurocache.edge.peer.PeerRing;
import io.neurocache.edge.peer.PeerRing.Peer;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.placement.Directory.Known;
import io.neurocache.edge.rules.CacheTag;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.PeerAnswer;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is to be asked for an object, and asks (docs/decisions/0010): first the edges that
 * are known to hold it, the one with the lowest recent latency first, for what they have and
 * nothing else; then the edge that fetches it for all, which holds it afterwards; and last its
 * origin. On the edge whose turn it is to fetch, that is the origin at once.
 *
 * <p>Safe from any thread; a call belongs to the event loop it was made with.
 */
public final class Supply {
    /** More would only make a miss slower. */
    private static final int MAX_HOLDERS = 2;

    private static final int MAX_FETCHERS = 2;

    private static final long MAX_HELD_BYTES = 32L << 20;

    private final HeldBytes heldBytes = new HeldBytes(MAX_HELD_BYTES);
    private final OriginPool origins;
    private final PeerPool peers;
    private final Directory objects;
    private final Cluster cluster;
    private final EdgeCounters counters;
    private volatile PeerRing ring = PeerRing.ALONE;

    /** Puts them together; the pools stay the caller's to close. */
    public Supply(
            OriginPool origins,
            PeerPool peers,
            Directory objects,
            Cluster cluster,
            EdgeCounters counters) {
        this.origins = origins;
        this.peers = peers;
        this.objects = objects;
        this.cluster = cluster;
        this.counters = counters;
    }

    /** Other edges are there from now on; connections to those that have left end by themselves. */
    public void replaceRing(PeerRing next) {
        ring = next;
        peers.retain(next.others().stream().map(Peer::address).toList());
    }

    /** This edge's id in its cluster. */
    public int self() {
        return ring.self();
    }

    /** How many other edges there are. */
    public int peerCount() {
        return ring.others().size();
    }

    /** Whether there are other edges. */
    public boolean hasPeers() {
        return peerCount() > 0;
    }

    /**
     * Asks for an object. The listener hears of it on the loop, which is the current one, never
     * before this method has returned.
     */
    public SupplyCall ask(EventLoop loop, Wanted wanted, OriginListener listener) {
        SupplyCall call = new SupplyCall(this, loop, wanted, listener);
        if (wanted.toPeers() == null || ring.others().isEmpty()) {
            loop.execute(() -> call.start(sources(call, wanted, null)));
        } else {
            call.locate();
        }
        return call;
    }

    /** The room for bodies that are held back. */
    HeldBytes heldBytes() {
        return heldBytes;
    }

    Directory objects() {
        return objects;
    }

    EdgeCounters counters() {
        return counters;
    }

    /**
     * Who is to be asked, in this order.
     *
     * @param known where it is; null where nobody can say
     */
    List<BodySource> sources(SupplyCall call, Wanted wanted, @Nullable Known known) {
        List<BodySource> sources = new ArrayList<>(4);
        RequestHead toPeers = wanted.toPeers();
        OriginGroup group = wanted.origins();
        if (toPeers != null) {
            PeerRing edges = ring;
            List<Peer> fetchers =
                    group == null ? List.of() : edges.ahead(wanted.key(), this::isUsable);
            Map<Peer, Boolean> asked = new LinkedHashMap<>();
            for (Peer holder : known == null ? List.<Peer>of() : holders(edges, known)) {
                asked.put(holder, !fetchers.isEmpty() && fetchers.getFirst().equals(holder));
            }
            fetchers.stream().limit(MAX_FETCHERS).forEach(peer -> asked.putIfAbsent(peer, true));
            PeerQuestion question = new PeerQuestion(edges.self(), cluster.orderedIndex());
            asked.forEach((peer, mayFetch) ->
                    sources.add(
                            new PeerSource(
                                    call, peer, question(toPeers, question, mayFetch), known)));
        }
        if (group != null) {
            sources.add(new OriginSource(this, call.loop(), group, wanted.toOrigin()));
        }
        return sources;
    }

    private boolean isUsable(Peer peer) {
        return !peers.isLeftAlone(peer.address());
    }

    private List<Peer> holders(PeerRing edges, Known known) {
        Map<PeerAddress, Peer> byAddress = new HashMap<>();
        for (int member : known.holders()) {
            Peer peer = edges.peer(member);
            if (peer != null && isUsable(peer)) {
                byAddress.put(peer.address(), peer);
            }
        }
        List<Peer> ordered = new ArrayList<>(MAX_HOLDERS);
        for (PeerAddress address : peers.order(byAddress.keySet())) {
            Peer peer = byAddress.get(address);
            if (peer != null && ordered.size() < MAX_HOLDERS) {
                ordered.add(peer);
            }
        }
        return ordered;
    }

    private static RequestHead question(
            RequestHead toPeers, PeerQuestion question, boolean mayFetch) {
        Fields.Builder fields = toPeers.fields().toBuilder();
        fields.set(PeerQuestion.NAME, question.fieldValue());
        if (!mayFetch) {
            fields.set("Cache-Control", "only-if-cached");
        }
        return toPeers.withFields(fields.build());
    }

    PeerPool peers() {
        return peers;
    }

    OriginPool origins() {
        return origins;
    }

    /**
     * Whether what a peer gives counts here: no order that this edge knows of covers it. Where the
     * peer has applied the same orders that is so, but for those that this one has forgotten.
     */
    boolean isCurrent(String key, PeerAnswer answer, Fields fields) {
        return answer.born() == PeerAnswer.NOW
                || cluster.invalidations()
                                .of(answer.born(), key, Names.tags(CacheTag.of(fields).tags()))
                        == Verdict.CURRENT;
    }
}
