package io.neurocache.raft.client;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks the cluster, one thing at a time, and waits for the answer.
 *
 * <p>Whom it asks, and how often, is {@link Calls}' matter. Every write to a key carries a client's
 * name and a number, so that it is done once however often it had to be sent. Reads are sent again
 * freely. Changes of the cluster carry nothing of the kind: they are sent again only where the
 * server has said that it did not do them.
 *
 * <p>Each method throws {@link RaftClientException} where there is no answer within the timeout, or
 * where the server refuses. Confined to one thread at a time; an interrupt ends a call.
 */
public final class RaftClient implements AutoCloseable {
    private final Calls calls;
    private String name = newName();
    private long lastSeq;
    private long lastId;

    /** A client, which connects when it has something to ask. */
    public RaftClient(ClientConfig config) {
        calls = new Calls(config);
    }

    /** Reads a key; empty where there is none. */
    public Optional<Reply.Found> get(Bytes key, Consistency read) throws IOException {
        Reply reply = calls.call(new Request.Get(nextId(), key, read), true);
        return switch (reply) {
            case Reply.Found found -> Optional.of(found);
            case Reply.Failed(long _, ErrorCode code, String _) when code == ErrorCode.NOT_FOUND ->
                    Optional.empty();
            default -> throw calls.unexpected(reply);
        };
    }

    /** Sets a key; returns the write's place in the log. */
    public long put(Bytes key, Bytes value) throws IOException {
        Reply reply = write(session -> new Request.Put(nextId(), key, value, session));
        if (reply instanceof Reply.Written(long _, long index)) {
            return index;
        }
        throw calls.unexpected(reply);
    }

    /** Removes a key; returns whether it was there. */
    public boolean del(Bytes key) throws IOException {
        Reply reply = write(session -> new Request.Del(nextId(), key, session));
        return switch (reply) {
            case Reply.Done _ -> true;
            case Reply.Failed(long _, ErrorCode code, String _) when code == ErrorCode.NOT_FOUND ->
                    false;
            default -> throw calls.unexpected(reply);
        };
    }

    /** Sets a key if it holds what is expected. */
    public CasResult cas(Bytes key, Content expect, Bytes value) throws IOException {
        Reply reply = write(session -> new Request.Cas(nextId(), key, expect, value, session));
        return switch (reply) {
            case Reply.Written(long _, long index) -> new CasResult.Swapped(index);
            case Reply.CasFailed(long _, Content actual, String _) ->
                    new CasResult.Different(actual);
            case Reply.Failed(long _, ErrorCode code, String _) when code == ErrorCode.CAS_FAILED ->
                    new CasResult.DifferentUnknown();
            default -> throw calls.unexpected(reply);
        };
    }

    /**
     * Reads one page of keys, in order.
     *
     * @param prefix what they begin with; empty for all
     * @param after only keys behind this one; empty for all
     * @param limit 1 to {@link io.neurocache.raft.wire.Limits#MAX_SCAN_ITEMS}; there may be fewer
     */
    public Reply.Scanned scan(
            Bytes prefix, Bytes after, int limit, boolean keysOnly, Consistency read)
            throws IOException {
        Reply reply =
                calls.call(new Request.Scan(nextId(), prefix, after, limit, keysOnly, read), true);
        if (reply instanceof Reply.Scanned scanned) {
            return scanned;
        }
        throw calls.unexpected(reply);
    }

    /**
     * Has every edge forget what it caches.
     *
     * @param names keys, one prefix, or tags; none for everything
     * @param isSoft whether what is covered is stale from then on, in place of gone
     */
    public Reply.Purged purge(Request.Purge.Target target, List<Bytes> names, boolean isSoft)
            throws IOException {
        Reply reply = calls.call(new Request.Purge(nextId(), target, names, isSoft), true);
        if (reply instanceof Reply.Purged purged) {
            return purged;
        }
        throw calls.unexpected(reply);
    }

    /** Takes a member's edge out of use, until {@link #undrain}. */
    public void drain(int member) throws IOException {
        written(new Request.Drain(nextId(), member, true));
    }

    /** Puts a member's edge back in use. */
    public void undrain(int member) throws IOException {
        written(new Request.Drain(nextId(), member, false));
    }

    /**
     * Has edges fetch objects before somebody asks for them; which it does is each edge's affair.
     *
     * @param names 1 to {@link io.neurocache.raft.wire.Limits#MAX_PURGE_NAMES}
     * @param members which edges; none for all
     * @return the index of the entry
     */
    public long preload(List<Bytes> names, List<Long> members) throws IOException {
        return written(new Request.Preload(nextId(), names, members));
    }

    private long written(Request request) throws IOException {
        Reply reply = calls.call(request, true);
        if (reply instanceof Reply.Written(long _, long index)) {
            return index;
        }
        throw calls.unexpected(reply);
    }

    /**
     * Reads one page of what is known of cached objects, in the order of their keys.
     *
     * @param prefix what the keys begin with; empty for all
     * @param after only keys behind this one; empty for all
     * @param limit 1 to {@link io.neurocache.raft.wire.Limits#MAX_SCAN_ITEMS}; there may be fewer
     */
    public Reply.EntriesTold entries(Bytes prefix, Bytes after, int limit, Consistency read)
            throws IOException {
        Reply reply = calls.call(new Request.Entries(nextId(), prefix, after, limit, read), true);
        if (reply instanceof Reply.EntriesTold told) {
            return told;
        }
        throw calls.unexpected(reply);
    }

    /** Asks the first server that answers how it stands itself. */
    public NodeStatus status() throws IOException {
        Reply reply = calls.call(new Request.Status(nextId()), true);
        if (reply instanceof Reply.StatusTold(long _, NodeStatus status)) {
            return status;
        }
        throw calls.unexpected(reply);
    }

    /** Asks who belongs to the cluster. */
    public List<Reply.Member> members() throws IOException {
        Reply reply = calls.call(new Request.Members(nextId()), true);
        if (reply instanceof Reply.MembersTold(long _, List<Reply.Member> members)) {
            return members;
        }
        throw calls.unexpected(reply);
    }

    /**
     * Adds a server that gets a vote.
     *
     * @param edge its edge's address, or empty
     */
    public void addVoter(int member, String raft, String edge) throws IOException {
        done(new Request.AddMember(nextId(), member, raft, edge, false));
    }

    /** Adds a server that gets the log without a vote. */
    public void addLearner(int member, String raft, String edge) throws IOException {
        done(new Request.AddMember(nextId(), member, raft, edge, true));
    }

    /** Gives a learner a vote. */
    public void promoteMember(int member) throws IOException {
        done(new Request.PromoteMember(nextId(), member));
    }

    /** Takes a server out of the cluster. */
    public void removeMember(int member) throws IOException {
        done(new Request.RemoveMember(nextId(), member));
    }

    /**
     * Hands leadership over.
     *
     * @param member to whom, or {@link io.neurocache.raft.HardState#NOBODY} for whoever is furthest
     */
    public void transferLeader(int member) throws IOException {
        done(new Request.TransferLeader(nextId(), member));
    }

    /** Lets the asked server take a snapshot; returns the last index it stands for. */
    public long snapshot() throws IOException {
        Reply reply = calls.call(new Request.Snapshot(nextId()), false);
        if (reply instanceof Reply.Written(long _, long index)) {
            return index;
        }
        throw calls.unexpected(reply);
    }

    /**
     * Reads a piece of the snapshot that {@link #snapshot} has told of, from the same server.
     *
     * @param offset where the piece begins
     */
    public Reply.Piece readSnapshot(long index, long offset) throws IOException {
        Reply reply = calls.call(new Request.ReadSnapshot(nextId(), index, offset), true);
        if (reply instanceof Reply.Piece piece) {
            return piece;
        }
        throw calls.unexpected(reply);
    }

    private void done(Request request) throws IOException {
        Reply reply = calls.call(request, false);
        if (!(reply instanceof Reply.Done)) {
            throw calls.unexpected(reply);
        }
    }

    private Reply write(WriteOf request) throws IOException {
        lastSeq++;
        boolean answered = false;
        try {
            Reply reply = calls.call(request.with(new Session(name, lastSeq)), true);
            answered = isResult(reply);
            return reply;
        } finally {
            if (!answered) {
                // A number that came to nothing is not used again, and one above 1 is refused from
                // a client whose first write left no trace: a new client begins.
                name = newName();
                lastSeq = 0;
            }
        }
    }

    /** Whether the server remembers this answer under the client's number. */
    private static boolean isResult(Reply reply) {
        return switch (reply) {
            case Reply.Failed(long _, ErrorCode code, String _) ->
                    code == ErrorCode.NOT_FOUND || code == ErrorCode.CAS_FAILED;
            default -> true;
        };
    }

    private long nextId() {
        return ++lastId;
    }

    private static String newName() {
        return UUID.randomUUID().toString();
    }

    /** Closes the connection, if there is one. */
    @Override
    public void close() throws IOException {
        calls.close();
    }

    /** Makes a write of the session it belongs to. */
    @FunctionalInterface
    private interface WriteOf {
        Request with(Session session);
    }
}
