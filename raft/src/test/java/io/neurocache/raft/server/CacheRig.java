package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Configuration;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Payload;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.kv.KvResult;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.store.StorageConfig;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server does for caches, without the server: the real {@link CacheSide}, {@link Writes} and
 * {@link Reads} around a core and a state machine that a simulator drives. Each call is a turn of
 * the loop, as {@link Driver} has them. One thread.
 */
public final class CacheRig {
    private static final int MAX_BATCH_BYTES = 1 << 16;

    private static final Reply.Failed NOT_LEADING =
            new Reply.Failed(0, ErrorCode.NO_LEADER, "it does not lead");

    private final RaftNode node;
    private final Outside outside;
    private final LongSupplier nanoClock;
    private final long patienceNanos;
    private final CacheSide caches;
    private final Writes writes = new Writes(MAX_BATCH_BYTES);
    private final Reads reads = new Reads(() -> false, _ -> true);
    private final long nameBase;
    private KvStateMachine kv;
    private long nextName;

    /** The core and the network, as a simulator has them. */
    public interface Outside {
        /** Brings a question to another server, which may lose it. */
        void ask(int leader, Request request, Bytes command);

        /** Brings an answer to whoever asked. */
        void tell(int to, Reply reply);

        /** Has the core make a step. */
        void step(Event event);
    }

    /**
     * Makes one for a server that starts.
     *
     * @param patience of whoever asks
     * @param nameBase what names of proposals and reads begin above
     */
    public CacheRig(
            RaftNode node,
            KvStateMachine kv,
            CacheListener cache,
            Duration lease,
            Duration patience,
            long nameBase,
            Outside outside,
            LongSupplier nanoClock) {
        this.node = node;
        this.kv = kv;
        this.outside = outside;
        this.nanoClock = nanoClock;
        this.patienceNanos = patience.toNanos();
        this.nameBase = nameBase;
        this.caches =
                new CacheSide(
                        config(node.id(), lease, patience),
                        node,
                        cache,
                        new ToLeader(),
                        nanoClock.getAsLong());
        caches.follow(kv);
    }

    private static RaftServerConfig config(int id, Duration lease, Duration patience) {
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("localhost", 0);
        RaftServerConfig usual =
                RaftServerConfig.of(id, "sim", nowhere, List.of(), Path.of("nowhere"));
        return new RaftServerConfig(
                id,
                "sim",
                "sim",
                nowhere,
                List.of(),
                Path.of("nowhere"),
                usual.raft(),
                StorageConfig.of(id),
                usual.tick(),
                patience,
                lease,
                usual.snapshotBytes(),
                usual.snapshotAge(),
                1,
                1,
                PortSecurity.NONE);
    }

    /** The state machine. */
    public KvStateMachine kv() {
        return kv;
    }

    // What servers ask of each other.

    /** The edge beside this server wants something in the log. */
    public void askLeader(LongFunction<Request> request, Consumer<Reply> answer) {
        caches.ask(request, now() + patienceNanos, now(), answer);
        endTurn();
    }

    /** Another server asks this one. */
    public void asked(int from, Request request, Bytes command) {
        Asker asker =
                new Asker(
                        (_, reply) -> outside.tell(from, reply),
                        request.id(),
                        Meter.Op.NONE,
                        now() + patienceNanos);
        serve(asker, request, command);
        endTurn();
    }

    /** Another server has answered. */
    public void answered(Reply reply) {
        caches.answered(reply);
        endTurn();
    }

    private void serve(Asker asker, Request request, Bytes command) {
        switch (request) {
            case Request.Write _ -> {
                boolean isFull = writes.add(asker, command);
                if (isFull) {
                    propose();
                }
            }
            case Request.Lease lease -> {
                Reply refusal = caches.asked(lease, now());
                if (refusal == null) {
                    reads.add(asker, lease);
                } else {
                    asker.answer(refusal);
                }
            }
            default -> throw new IllegalArgumentException("no question between servers");
        }
    }

    private final class ToLeader implements Questions.Way {
        @Override
        public int leader() {
            return node.leader();
        }

        @Override
        public boolean ask(int leader, Request request, Bytes command) {
            if (leader == node.id()) {
                Asker self =
                        new Asker(
                                (_, reply) -> caches.answered(reply),
                                request.id(),
                                Meter.Op.NONE,
                                now() + patienceNanos);
                serve(self, request, command);
            } else {
                outside.ask(leader, request, command);
            }
            return true;
        }
    }

    private void endTurn() {
        caches.askForLease(kv, now());
        propose();
        if (reads.hasBatch()) {
            long name = nextName();
            reads.ask(name);
            outside.step(new Event.ReadRequested(name));
        }
    }

    private void propose() {
        if (writes.hasBatch()) {
            Event.Proposed batch = writes.batch(nextName());
            nextName += batch.commands().size();
            outside.step(batch);
        }
    }

    private long nextName() {
        return nameBase + ++nextName;
    }

    private long now() {
        return nanoClock.getAsLong();
    }

    // What the core tells.

    /** News of the core; the turn goes on. */
    public void heard(Effect effect) {
        switch (effect) {
            case Effect.Accepted accepted -> writes.accepted(accepted, Refusals.LOST);
            case Effect.Refused refused -> {
                reads.refused(refused.id(), NOT_LEADING);
                writes.refused(refused.id(), NOT_LEADING);
            }
            case Effect.ReadReady(long readId, long readIndex) ->
                    reads.ready(readId, readIndex, kv);
            case Effect.BecameLeader _ -> caches.becameLeader(now());
            case Effect.SteppedDown _ -> caches.steppedDown(NOT_LEADING);
            case Effect.LeaderChanged _ -> caches.leaderChanged(now());
            case Effect.ConfigurationChanged _ -> caches.edgesChanged(kv);
            default -> {}
        }
    }

    /** The log's next entry. */
    public void applied(Entry entry) {
        @Nullable KvResult result = null;
        if (entry.payload() instanceof Payload.Command(Bytes command)) {
            result = kv.apply(entry.index(), command);
        } else {
            kv.pass(entry.index());
        }
        if (entry.payload() instanceof Payload.Reconfigure(Configuration next)) {
            caches.follow(next, now());
        }
        Asker waits = writes.applied(entry.index(), entry.term(), result, Refusals.LOST);
        if (result instanceof KvResult.Purged(long _, Request.Purge purge)) {
            caches.purged(entry, purge, waits, now());
        }
        caches.applied(kv);
    }

    /** A leader's snapshot is in force. */
    public void restored(SnapshotMeta snapshot, KvStateMachine loaded) {
        kv = loaded;
        caches.restored(snapshot, kv, now());
    }

    /** Time passes: at the end of each turn, and now and then without one. */
    public void tick() {
        writes.expire(now());
        reads.expire(now());
        caches.tick(now());
        endTurn();
    }

    /** Whether a leader is known here. */
    public boolean knowsLeader() {
        return node.leader() != HardState.NOBODY;
    }
}
