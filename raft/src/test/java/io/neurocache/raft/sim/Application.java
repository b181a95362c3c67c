package io.neurocache.raft.sim;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;

/**
 * What else runs on the servers of a cluster, above the log: it hears what the log's own state
 * machine hears, and has a part in each snapshot. It shares the cluster's time and network ({@link
 * TestCluster#after}, {@link TestCluster#send}), so that one seed is still one life.
 *
 * <p>Nothing here may make a server's core step: what is to follow is planned. One thread.
 */
public interface Application {
    /** None. */
    Application NONE = new Application() {};

    /** Whatever is proposed or read for the application has a name with this bit. */
    long NAME = 1L << 62;

    /**
     * The server has started from its disk.
     *
     * @param node its core
     * @param lastApplied the index of its snapshot
     * @param state what {@link #snapshot} gave for that; empty where there is no snapshot
     */
    default void started(int id, RaftNode node, long lastApplied, Bytes state) {}

    /** The server's process has died. */
    default void crashed(int id) {}

    /** The server has taken up a snapshot that a leader sent. */
    default void restored(int id, SnapshotMeta snapshot, Bytes state) {}

    /** The server applies an entry, of whatever kind. */
    default void applied(int id, Entry entry) {}

    /** The application's part of a snapshot of all that the server has applied. */
    default Bytes snapshot(int id, SnapshotMeta meta) {
        return Bytes.EMPTY;
    }

    /**
     * News of the server's core: {@link Effect.BecameLeader}, {@link Effect.SteppedDown}, {@link
     * Effect.LeaderChanged}, {@link Effect.ConfigurationChanged}, and what became of requests whose
     * name has {@link #NAME}.
     */
    default void heard(int id, Effect effect) {}
}
