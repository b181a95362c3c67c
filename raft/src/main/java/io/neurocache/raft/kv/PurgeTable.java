package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The latest purges, for an edge that was away while they were applied. Part of every snapshot.
 *
 * <p>It holds so many bytes; then the oldest are forgotten, the same ones on every server, and
 * {@link #forgotten} says up to where. Confined to the thread that applies.
 */
final class PurgeTable {
    /** What purges may cost together: about 100,000 keys. */
    static final long MAX_BYTES = 8L << 20;

    private static final long OVERHEAD_BYTES = 64;
    private static final long OVERHEAD_OF_A_NAME = 32;

    private final long maxBytes;
    private final Deque<KvPurge> purges = new ArrayDeque<>();
    private long bytes;
    private long forgotten;

    PurgeTable(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Remembers a purge, above all before. */
    void add(KvPurge purge) {
        Check.argument(
                purge.index() > (purges.isEmpty() ? forgotten : purges.getLast().index()),
                "purges are remembered in order",
                purge.index());
        purges.addLast(purge);
        bytes += cost(purge.purge());
        while (bytes > maxBytes) {
            KvPurge oldest = purges.removeFirst();
            bytes -= cost(oldest.purge());
            forgotten = oldest.index();
        }
    }

    private static long cost(Request.Purge purge) {
        long cost = OVERHEAD_BYTES;
        for (Bytes name : purge.names()) {
            cost += OVERHEAD_OF_A_NAME + name.length();
        }
        return cost;
    }

    /** The index of the last purge that was forgotten; 0 before the first. */
    long forgotten() {
        return forgotten;
    }

    /** Those that are remembered, the oldest first; a copy. */
    List<KvPurge> list() {
        return List.copyOf(purges);
    }

    /** Forgets all, as before the first purge or as a snapshot begins. */
    void clear(long forgottenBefore) {
        purges.clear();
        bytes = 0;
        forgotten = forgottenBefore;
    }
}
