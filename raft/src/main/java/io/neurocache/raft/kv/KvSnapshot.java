package io.neurocache.raft.kv;

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

    KvSnapshot(long index, KvTable.View view, SessionTable sessions) {
        this.index = index;
        this.view = view;
        this.sessions = sessions;
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

    @Override
    public void close() {
        view.close();
    }
}
