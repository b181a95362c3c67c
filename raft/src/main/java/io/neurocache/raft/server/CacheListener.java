package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.kv.KvPurge;
import io.neurocache.raft.wire.KnownEdge;
import java.util.List;

/**
 * The cache beside this server. It is told of purges in the order of the log, and of the leases
 * under which it may serve unasked (docs/decisions/0009).
 *
 * <p>Called on the server's loop, {@link #restored} the first time before the server listens:
 * return at once.
 */
public interface CacheListener {

    /**
     * The state machine is another one from now on: at the start, and when a leader's snapshot has
     * been loaded. Purges may have been passed over.
     *
     * @param appliedIndex where it stands
     * @param purges the latest up to there, the oldest first
     * @param forgotten up to where purges are not among them any more; 0 when all are
     */
    void restored(long appliedIndex, List<KvPurge> purges, long forgotten);

    /** A purge was applied: carry it out. Returns whether it covered something that was there. */
    boolean purged(KvPurge purge);

    /**
     * How the edges of the cluster are reached and known: after {@link #restored}, and whenever
     * that has changed. This one's is among them once it has been told.
     */
    void edges(List<KnownEdge> edges);

    /** Objects are to be fetched before somebody asks for them. A hint. */
    void preload(List<Bytes> keys);

    /** The log was applied up to here, the purges in it were told. */
    void applied(long index);

    /**
     * The leader has granted a lease.
     *
     * @param askedNanos {@link System#nanoTime} before it was asked
     * @param index what has to be applied for it to count
     */
    void granted(long askedNanos, long index);
}
