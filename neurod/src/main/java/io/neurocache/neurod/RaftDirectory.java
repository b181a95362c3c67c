package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.edge.coherence.Cluster.Outcome;
import io.neurocache.edge.coherence.Cluster.Reason;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.neurod.prediction.Prediction;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.CacheObject;
import io.neurocache.raft.wire.Limits;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import io.neurocache.slab.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster knows of cached objects, as this node's Raft server has applied it. Before the
 * server is there nothing is known and nothing can be told. Safe from any thread.
 */
final class RaftDirectory implements Directory, Prediction.Proposals {
    private final int member;
    private volatile @Nullable Server server;

    /** What a Raft server does for it. */
    interface Server {
        /** Finds entries by key, those that there are; the answer comes once or not at all. */
        void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer);

        /** Finds entries behind a key in the order of keys. */
        void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer);

        /** Reads a key of the store as it is here; the answer comes once or not at all. */
        void value(Bytes key, Consumer<Optional<io.neurocache.raft.wire.Content>> answer);

        /** Asks the leader; answered once. */
        void askLeader(LongFunction<Request> request, Consumer<Reply> answer);
    }

    /** The directory of one member's edge. */
    RaftDirectory(int member) {
        this.member = member;
    }

    /** Puts the server in place. */
    void join(Server running) {
        server = running;
    }

    @Override
    public void locate(List<String> keys, Consumer<List<Known>> answer) {
        Server running = server;
        if (running == null) {
            answer.accept(List.of());
        } else {
            List<Bytes> names = keys.stream().map(Bytes::utf8).toList();
            running.locate(names, found -> answer.accept(known(found)));
        }
    }

    @Override
    public void list(String after, int limit, Consumer<List<Known>> answer) {
        Server running = server;
        if (running == null) {
            answer.accept(List.of());
        } else {
            running.list(Bytes.utf8(after), limit, found -> answer.accept(known(found)));
        }
    }

    private List<Known> known(List<CacheEntry> entries) {
        return entries.stream().map(this::known).toList();
    }

    private Known known(CacheEntry entry) {
        CacheObject object = entry.object();
        ReprDigest digest = ReprDigest.ofSha256(object.hash().array());
        Content content = new Content(object.size(), digest, object.expires());
        List<Integer> holders = Arrays.stream(entry.edges()).boxed().toList();
        boolean isHere = entry.isAt(member);
        return new Known(text(entry.key()), content, holders, isHere, entry.putIndex());
    }

    private static String text(Bytes key) {
        return new String(key.backing(), key.offset(), key.length(), UTF_8);
    }

    @Override
    public void place(
            long seenIndex, List<Held> placed, List<String> removed, Consumer<Boolean> answer) {
        // One key that Raft does not take must not keep the others from being told.
        List<Request.Placed> objects =
                placed.stream()
                        .map(RaftDirectory::placed)
                        .filter(object -> Limits.isPurgeName(object.key()))
                        .toList();
        List<Bytes> keys = removed.stream().map(Bytes::utf8).filter(Limits::isPurgeName).toList();
        if (objects.isEmpty() && keys.isEmpty()) {
            answer.accept(true);
        } else {
            tell(id -> new Request.Place(id, member, seenIndex, objects, keys), answer);
        }
    }

    /** A held object as it goes to Raft. */
    static Request.Placed placed(Held held) {
        Content content = held.content();
        Bytes hash = Bytes.wrap(content.digest().sha256());
        CacheObject object = new CacheObject(content.size(), hash, content.expires());
        return new Request.Placed(Bytes.utf8(held.key()), object);
    }

    @Override
    public void supersede(Held held, Consumer<Outcome> answer) {
        Server running = server;
        if (running == null) {
            answer.accept(new Outcome.Unknown(Reason.NO_LEADER, "Raft has not started yet"));
            return;
        }
        LongFunction<Request> request;
        try {
            Request.Supersede model = new Request.Supersede(0, member, placed(held));
            // Refuses a key that is none before it is sent.
            Check.argument(!model.purge().names().isEmpty(), "a put has a key");
            request = id -> new Request.Supersede(id, member, model.placed());
        } catch (IllegalArgumentException e) {
            answer.accept(new Outcome.Unknown(Reason.REFUSED, String.valueOf(e.getMessage())));
            return;
        }
        running.askLeader(request, reply -> answer.accept(RaftCluster.outcome(reply)));
    }

    @Override
    public void touch(List<Use> uses, Consumer<Boolean> answer) {
        List<Request.Touched> touched =
                uses.stream()
                        .map(use -> new Request.Touched(Bytes.utf8(use.key()), use.times()))
                        .filter(use -> Limits.isPurgeName(use.key()))
                        .toList();
        tell(id -> new Request.Touch(id, member, touched), answer);
    }

    @Override
    public void preload(List<String> names, Consumer<Boolean> answer) {
        List<Bytes> keys = names.stream().map(Bytes::utf8).toList();
        tell(id -> new Request.Preload(id, keys, List.of((long) member)), answer);
    }

    @Override
    public void value(Bytes key, Consumer<Optional<io.neurocache.raft.wire.Content>> answer) {
        Server running = server;
        if (running == null) {
            answer.accept(Optional.empty());
        } else {
            running.value(key, answer);
        }
    }

    @Override
    public void put(Bytes key, Bytes value, Consumer<Boolean> answer) {
        tell(id -> new Request.Put(id, key, value, Session.NONE), answer);
    }

    @Override
    public void purge(String name) {
        List<Bytes> names = List.of(Bytes.utf8(name));
        tell(id -> new Request.Purge(id, Request.Purge.Target.KEYS, names, false), _ -> {});
    }

    private void tell(LongFunction<Request> request, Consumer<Boolean> answer) {
        Server running = server;
        if (running == null) {
            answer.accept(false);
        } else {
            running.askLeader(request, reply -> answer.accept(reply instanceof Reply.Written));
        }
    }
}
