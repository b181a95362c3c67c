package io.neurocache.raft.kv;

import io.neurocache.raft.Bytes;
import java.util.List;

/**
 * The state machine as it stood at one entry of the log: what a snapshot file is written from while
 * the machine goes on.
 *
 * <p>Made on the thread that applies, then confined to whichever thread writes it; that one closes
 * it.
 */
public final class KvSnapshot implements AutoCloseable {
    private final long index;
    private final KvTable.View view;
    private final SessionTable sessions;
    private final long forgottenPurges;
    private final List<KvPurge> purges;
    private final long cacheEntries;
    private final Bytes catalogHand;
    private final long catalogClearedAt;
    private final List<EdgeTable.Told> edges;

    KvSnapshot(
            long index,
            KvTable.View view,
            SessionTable sessions,
            PurgeTable purges,
            Catalog catalog,
            EdgeTable edges) {
        this.index = index;
        this.view = view;
        this.sessions = sessions;
        this.forgottenPurges = purges.forgotten();
        this.purges = purges.list();
        this.cacheEntries = catalog.count();
        this.catalogHand = catalog.hand();
        this.catalogClearedAt = catalog.clearedAt();
        this.edges = edges.list();
    }

    /** The last entry that is in it. */
    public long index() {
        return index;
    }

    KvTable.View view() {
        return view;
    }

    SessionTable sessions() {
        return sessions;
    }

    long forgottenPurges() {
        return forgottenPurges;
    }

    List<KvPurge> purges() {
        return purges;
    }

    long cacheEntries() {
        return cacheEntries;
    }

    Bytes catalogHand() {
        return catalogHand;
    }

    long catalogClearedAt() {
        return catalogClearedAt;
    }

    List<EdgeTable.Told> edges() {
        return edges;
    }

    @Override
    public void close() {
        view.close();
    }
}
