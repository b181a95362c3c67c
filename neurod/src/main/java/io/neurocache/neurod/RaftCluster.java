package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Lease;
import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.kv.KvPurge;
import io.neurocache.raft.server.CacheListener;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.KnownEdge;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.Check;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge's cluster, made of this node's Raft server.
 *
 * <p>Raft calls on its own loop; what the edge calls is safe from any thread.
 */
final class RaftCluster implements Cluster, CacheListener {
    private static final Logger LOG = LoggerFactory.getLogger(RaftCluster.class);

    /** Tags and softly purged keys that are told apart: 65,536 cost about 5 MB. */
    private static final int MAX_NAMES = 65_536;

    /** Orders for which nobody waits; more are dropped. */
    private static final int MAX_SOON = 256;

    private final LongSupplier nanoClock;
    private final Lease lease;
    private final Invalidations invalidations = new Invalidations(MAX_NAMES);
    private final AtomicInteger soon = new AtomicInteger();
    private final long reconciledIndex;
    private final Roster roster;

    /** Whether the state machine has been told of; Raft's loop only. */
    private boolean isStarted;

    private final CountDownLatch everLeased = new CountDownLatch(1);

    /** Written after the order is in force and carried out. */
    private volatile long orderedIndex;

    private volatile ToIntBiFunction<Long, Order> executor = (_, _) -> 0;
    private volatile Consumer<List<String>> preloader = _ -> {};
    private volatile Runnable comparer = () -> {};
    private volatile PurgeWatch purgeWatch = (_, _, _) -> {};
    private volatile @Nullable Purger purger;

    /** Has a purge carried out, as a Raft server does. */
    interface Purger {
        /** Asks the leader; the answer comes once, on any thread. */
        void purge(LongFunction<Request> request, Consumer<Reply> answer);
    }

    /**
     * A cluster that is not there yet: nothing is leased, and orders have no leader.
     *
     * @param lease how long an edge serves unasked
     * @param reconciledIndex up to where the slab is known to hold nothing that was purged
     * @param roster hears of edges
     */
    RaftCluster(Duration lease, long reconciledIndex, LongSupplier nanoClock, Roster roster) {
        this.roster = roster;
        this.nanoClock = nanoClock;
        this.lease = new Lease(lease.toNanos(), nanoClock.getAsLong());
        this.reconciledIndex = reconciledIndex;
    }

    /** Puts the edge in place, before Raft starts. */
    void attach(ToIntBiFunction<Long, Order> edge) {
        executor = edge;
    }

    /** Sees what is purged here. Called on Raft's loop. */
    @FunctionalInterface
    interface PurgeWatch {
        /** An order was carried out, and found so many objects at once. */
        void purged(long index, Order order, int found);
    }

    /** Has another one see what is purged, from before Raft starts. */
    void watchPurges(PurgeWatch watch) {
        purgeWatch = watch;
    }

    /** Who hears of edges. */
    Roster roster() {
        return roster;
    }

    /** Has objects fetched by the edge that are to be fetched ahead; must not block. */
    void preloadBy(Consumer<List<String>> edge) {
        preloader = edge;
    }

    /**
     * Has the edge compared with what is known of it when that comes from another server; must not
     * block.
     */
    void compareBy(Runnable edge) {
        comparer = edge;
    }

    /** Puts the server in place. */
    void join(Purger server) {
        purger = server;
    }

    /** Waits for a lease; whether there is one. */
    boolean awaitLease(Duration atMost) {
        try {
            return everLeased.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    // ---- What the edge asks.

    @Override
    public boolean isLeased(long seenIndex) {
        return lease.covers(nanoClock.getAsLong(), seenIndex);
    }

    @Override
    public long lostForNanos() {
        return lease.lostForNanos(nanoClock.getAsLong());
    }

    @Override
    public long appliedIndex() {
        return lease.appliedIndex();
    }

    @Override
    public long orderedIndex() {
        return orderedIndex;
    }

    @Override
    public Invalidations invalidations() {
        return invalidations;
    }

    @Override
    public void order(Order order, Consumer<Outcome> answer) {
        Purger server = purger;
        if (server == null) {
            answer.accept(new Outcome.Unknown(Reason.NO_LEADER, "Raft has not started yet"));
            return;
        }
        List<Bytes> names = order.names().stream().map(Bytes::utf8).toList();
        LongFunction<Request> purge;
        try {
            Request.Purge model = new Request.Purge(0, target(order), names, order.isSoft());
            purge = id -> new Request.Purge(id, model.target(), model.names(), model.isSoft());
        } catch (IllegalArgumentException e) {
            answer.accept(new Outcome.Unknown(Reason.REFUSED, String.valueOf(e.getMessage())));
            return;
        }
        server.purge(purge, reply -> answer.accept(outcome(reply)));
    }

    /** What the leader's answer to an order means. */
    static Outcome outcome(Reply reply) {
        return switch (reply) {
            case Reply.Purged(long _, long index, boolean found) -> new Outcome.Done(index, found);
            case Reply.Failed(long _, ErrorCode code, String message) ->
                    new Outcome.Unknown(reason(code), message);
            default -> new Outcome.Unknown(Reason.TIMEOUT, "the leader gave another answer");
        };
    }

    private static Reason reason(ErrorCode code) {
        return switch (code) {
            case NO_LEADER, NOT_LEADER -> Reason.NO_LEADER;
            case OVERLOADED -> Reason.OVERLOADED;
            case TIMEOUT, INTERNAL -> Reason.TIMEOUT;
            default -> Reason.REFUSED;
        };
    }

    private static Request.Purge.Target target(Order order) {
        return switch (order.target()) {
            case KEYS -> Request.Purge.Target.KEYS;
            case PREFIX -> Request.Purge.Target.PREFIX;
            case TAGS -> Request.Purge.Target.TAGS;
            case ALL -> Request.Purge.Target.ALL;
        };
    }

    private static Order order(Request.Purge purge) {
        Order.Target target =
                switch (purge.target()) {
                    case KEYS -> Order.Target.KEYS;
                    case PREFIX -> Order.Target.PREFIX;
                    case TAGS -> Order.Target.TAGS;
                    case ALL -> Order.Target.ALL;
                };
        List<String> names = purge.names().stream().map(RaftCluster::text).toList();
        return new Order(target, names, purge.isSoft());
    }

    private static String text(Bytes name) {
        return new String(name.backing(), name.offset(), name.length(), UTF_8);
    }

    @Override
    public void orderSoon(Order order) {
        if (soon.incrementAndGet() > MAX_SOON) {
            soon.decrementAndGet();
            LOG.debug("too many orders are under way for one that nobody waits for: {}", order);
            return;
        }
        order(order, _ -> soon.decrementAndGet());
    }

    // ---- What Raft tells.

    @Override
    public void restored(long appliedIndex, List<KvPurge> purges, long forgotten) {
        long before = Math.max(lease.appliedIndex(), 0);
        // What this process has stored by the time of a later snapshot may be older than what an
        // earlier process had done without: it came from an edge that was behind.
        long carriedOut = isStarted ? before : Math.max(before, reconciledIndex);
        if (isStarted) {
            comparer.run();
        }
        isStarted = true;
        if (forgotten > carriedOut) {
            LOG.info(
                    "purges up to {} were missed: what is older is validated before use",
                    forgotten);
            invalidations.missed(forgotten);
        }
        int missed = 0;
        int removed = 0;
        for (KvPurge purge : purges) {
            if (purge.index() > before) {
                Order order = order(purge.purge());
                invalidations.apply(purge.index(), order);
                if (purge.index() > carriedOut) {
                    removed += executor.applyAsInt(purge.index(), order);
                    missed++;
                }
            }
        }
        if (missed > 0) {
            LOG.info("carried out {} purges that were missed, on {} objects", missed, removed);
        }
        orderedIndex = Math.max(orderedIndex, appliedIndex);
        applied(appliedIndex);
    }

    @Override
    public boolean purged(KvPurge purge) {
        Order order = order(purge.purge());
        invalidations.apply(purge.index(), order);
        // Also where an earlier process has done so, as the log is gone through again from its
        // snapshot on: only what is older than the purge is removed.
        int found = executor.applyAsInt(purge.index(), order);
        orderedIndex = Math.max(orderedIndex, purge.index());
        purgeWatch.purged(purge.index(), order, found);
        return found > 0;
    }

    @Override
    public void edges(List<KnownEdge> edges) {
        roster.edges(edges);
    }

    @Override
    public void preload(List<Bytes> keys) {
        preloader.accept(keys.stream().map(RaftCluster::text).toList());
    }

    @Override
    public void applied(long index) {
        if (index > lease.appliedIndex()) {
            lease.applied(index);
            noteLease();
        }
    }

    private void noteLease() {
        if (everLeased.getCount() > 0 && isLeased(appliedIndex())) {
            everLeased.countDown();
        }
    }

    @Override
    public void granted(long askedNanos, long index) {
        Check.invariant(askedNanos - nanoClock.getAsLong() <= 0, "a lease from the future");
        lease.granted(askedNanos, index);
        noteLease();
        roster.granted();
    }
}
