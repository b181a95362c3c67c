package io.neurocache.raft.kv;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.wire.EdgeIdentity;
import io.neurocache.raft.wire.KnownEdge;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the members' edges are reached and known. Part of every snapshot.
 *
 * <p>The state machine does not hear who is a member, so what a member left behind stays until
 * there are more than could be members; then the one that was told longest ago goes. Confined to
 * the thread that applies.
 */
final class EdgeTable {
    private static final int MAX_EDGES = 2 * Configuration.MAX_MEMBERS;

    /** By member, with the index of the entry that told of it. */
    private final Map<Integer, Told> edges = new TreeMap<>();

    /** What a member told. */
    record Told(long index, KnownEdge edge) {}

    /** A member has told; it stays out of use if it was. */
    void put(long index, EdgeIdentity edge) {
        Told before = edges.get(edge.member());
        put(index, new KnownEdge(edge, before != null && before.edge().isDrained()));
    }

    /** Takes an edge out of use or puts it back; false where it has told nothing. */
    boolean drain(long index, int member, boolean isDrained) {
        Told before = edges.get(member);
        if (before == null) {
            return false;
        }
        put(index, new KnownEdge(before.edge().identity(), isDrained));
        return true;
    }

    void put(long index, KnownEdge edge) {
        edges.put(edge.member(), new Told(index, edge));
        if (edges.size() > MAX_EDGES) {
            edges.values().remove(oldest());
        }
    }

    private Told oldest() {
        Told oldest = new Told(Long.MAX_VALUE, edges.values().iterator().next().edge());
        for (Told each : edges.values()) {
            oldest = each.index() < oldest.index() ? each : oldest;
        }
        return oldest;
    }

    /** All of them by member, rising; a copy. */
    List<Told> list() {
        return List.copyOf(edges.values());
    }

    void clear() {
        edges.clear();
    }
}
