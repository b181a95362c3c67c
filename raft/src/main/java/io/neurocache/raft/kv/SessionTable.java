package io.neurocache.raft.kv;

import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Session;
import io.neurocache.slab.Check;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What clients' latest writes came to, so that a write that is sent again is done once (§8; §6.3 of
 * the dissertation).
 *
 * <p>It holds so many bytes; then the sessions that have been silent for longest, counted in the
 * log's order, are dropped: the same ones on every server. Part of every snapshot.
 *
 * <p>A dropped session cannot be told from one that never was. So once any has been dropped, a
 * client that is not known must begin with 1: a late retry of a higher number is rejected instead
 * of being done twice. Confined to the thread that applies.
 */
final class SessionTable {
    /** What sessions may cost together: about 25,000 clients. */
    static final long MAX_BYTES = 16L << 20;

    private static final float LOAD_FACTOR = 0.75f;

    private final long maxBytes;
    // By access: a walk begins with the session that was silent for longest.
    private final LinkedHashMap<String, ClientSession> sessions =
            new LinkedHashMap<>(16, LOAD_FACTOR, true);
    private long bytes;
    private long dropped;

    SessionTable(long maxBytes) {
        Check.argument(maxBytes >= 1 << 17, "too little for one client", maxBytes);
        this.maxBytes = maxBytes;
    }

    /** What the write came to when it was done before, or why it cannot be known; else null. */
    @Nullable KvResult find(Session write) {
        ClientSession session = sessions.get(write.client());
        if (session == null) {
            return write.seq() > 1 && dropped > 0 ? unknown() : null;
        }
        if (session.isForgotten(write.seq())) {
            return new KvResult.Rejected(
                    ErrorCode.INVALID_REQUEST,
                    "\"seq\" is " + ClientSession.WINDOW + " or more behind the client's last");
        }
        return session.result(write.seq());
    }

    private static KvResult unknown() {
        return new KvResult.Rejected(
                ErrorCode.INVALID_REQUEST,
                "the client's session is not known (any more): begin one under a new name at 1");
    }

    /** Remembers what a write came to. */
    void remember(Session write, KvResult result) {
        ClientSession session = sessions.get(write.client());
        if (session == null) {
            session = new ClientSession();
            add(write.client(), session);
        }
        long before = session.actualBytes();
        session.remember(write.seq(), result);
        bytes += session.actualBytes() - before;
        if (bytes > maxBytes) {
            dropSilent();
        }
    }

    /** Adds a session that is younger than all others. */
    void add(String client, ClientSession session) {
        ClientSession former = sessions.put(client, session);
        Check.argument(former == null, "a client has one session");
        bytes += cost(client, session);
    }

    private void dropSilent() {
        Iterator<Map.Entry<String, ClientSession>> oldest = sessions.entrySet().iterator();
        while (bytes > maxBytes) {
            Map.Entry<String, ClientSession> silent = oldest.next();
            bytes -= cost(silent.getKey(), silent.getValue());
            oldest.remove();
            dropped++;
        }
    }

    private static long cost(String client, ClientSession session) {
        int name = client.getBytes(StandardCharsets.UTF_8).length;
        return (long) ClientSession.OVERHEAD_BYTES + name + session.actualBytes();
    }

    /** How many sessions there are. */
    int size() {
        return sessions.size();
    }

    /** What they cost. */
    long bytes() {
        return bytes;
    }

    /** How many sessions were dropped, ever. */
    long dropped() {
        return dropped;
    }

    /** Walks over the sessions, the one that was silent for longest first. */
    void forEach(BiConsumer<String, ClientSession> visitor) {
        sessions.forEach(visitor);
    }

    /** A copy that stands still. */
    SessionTable copy() {
        SessionTable copy = new SessionTable(maxBytes);
        sessions.forEach((client, session) -> copy.add(client, session.copy()));
        copy.dropped = dropped;
        return copy;
    }

    /** Forgets all, as before the first write or as a snapshot begins. */
    void clear(long droppedBefore) {
        sessions.clear();
        bytes = 0;
        dropped = droppedBefore;
    }
}
