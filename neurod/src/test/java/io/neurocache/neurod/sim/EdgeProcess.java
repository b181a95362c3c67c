package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Cluster.Outcome;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Order;
import io.neurocache.neurod.ClusterRig;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Event;
import io.neurocache.raft.RaftNode;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.kv.SmallMachines;
import io.neurocache.raft.server.CacheRig;
import io.neurocache.raft.sim.Application;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of an edge and its server: what is lost when it dies. The real {@code RaftCluster},
 * with its lease and its table of orders, and the real server's side of it ({@link CacheRig})
 * around a model of the slab and of what the edge does with it. One thread.
 */
final class EdgeProcess {
    private static final long[] NO_TAGS = {};

    /** Whoever waits for an order has given up by then. */
    private static final int PATIENCE_LEASES = 4;

    private final EdgeCluster edges;
    private final int id;
    private final Slab slab;
    private final Cluster cluster;
    private final Invalidations invalidations;
    private final Walks walks;
    private final ClusterRig joined;
    private final CacheRig server;
    private final Map<String, List<Pending>> pending = new HashMap<>();
    private boolean isTurnOpen;

    /** Starts with the state of a snapshot, and with what the slab kept. */
    EdgeProcess(EdgeCluster edges, int id, RaftNode node, Bytes state) {
        this.edges = edges;
        this.id = id;
        slab = edges.slab(id);
        Duration lease = Duration.ofNanos(edges.leaseNanos());
        joined =
                new ClusterRig(
                        id, lease, slab.mark(), slab.boot(), () -> edges.clock(id), this::carryOut);
        cluster = joined.cluster();
        invalidations = cluster.invalidations();
        walks = new Walks(edges, id, invalidations);
        server =
                new CacheRig(
                        node,
                        machine(state),
                        joined.listener(),
                        lease,
                        lease.multipliedBy(PATIENCE_LEASES),
                        Application.NAME,
                        new Outside(),
                        () -> edges.clock(id));
        joined.join(server::askLeader);
    }

    private KvStateMachine machine(Bytes state) {
        return SmallMachines.at(edges.plan.purgeBytes(), state);
    }

    void start() {
        tick();
        if (edges.plan.settles()) {
            walks.walk();
            checkpoint();
        }
    }

    /** Notes up to where the next start may do without orders. */
    private void checkpoint() {
        joined.checkpoint(walks.settledIndex(cluster.appliedIndex()));
        edges.cluster.after(id, 1 + edges.plan.leaseMicros() / 2, this::checkpoint);
    }

    /** Ends in order: the slab is closed, and that is noted. */
    void stop() {
        long settledIndex = walks.settledIndex(cluster.appliedIndex());
        slab.close();
        joined.closed(settledIndex);
    }

    private void tick() {
        server.tick();
        edges.cluster.after(id, edges.plan.tickMicros(), this::tick);
    }

    /** At the end of a turn the server asks and proposes. */
    private void openTurn() {
        if (!isTurnOpen) {
            isTurnOpen = true;
            edges.cluster.after(
                    id,
                    1,
                    () -> {
                        isTurnOpen = false;
                        server.tick();
                    });
        }
    }

    /** Whether it holds its lease. */
    boolean isLeased() {
        return cluster.isLeased(cluster.appliedIndex());
    }

    // The server.

    /** The log's next entry. */
    void applied(Entry entry) {
        server.applied(entry);
        openTurn();
    }

    /** A leader sent a snapshot in place of entries. */
    void restored(SnapshotMeta snapshot, Bytes state) {
        server.restored(snapshot, machine(state));
        openTurn();
    }

    Bytes snapshot(SnapshotMeta meta) {
        return SmallMachines.snapshot(server.kv(), meta);
    }

    void heard(Effect effect) {
        server.heard(effect);
        if (effect instanceof Effect.LeaderChanged) {
            openTurn();
        }
    }

    /** The core and the network. */
    private final class Outside implements CacheRig.Outside {
        @Override
        public void ask(int leader, Request request, Bytes command) {
            trace("asks n" + leader + " " + request);
            edges.send(id, leader, process -> process.server.asked(id, request, command));
        }

        @Override
        public void tell(int to, Reply reply) {
            if (reply instanceof Reply.Leased) {
                edges.counts.grants++;
            }
            trace("tells n" + to + " " + reply);
            // Whichever process runs there by then gets it.
            edges.send(id, to, process -> process.server.answered(reply));
        }

        @Override
        public void step(Event event) {
            edges.cluster.step(id, event);
        }
    }

    private void trace(String what) {
        if (edges.cluster.isTraced()) {
            edges.cluster.trace("n" + id + " " + what);
        }
    }

    // Orders.

    /** Has an order carried out everywhere; nobody is told where that is not known. */
    void order(Order order, LongConsumer done) {
        cluster.order(
                order,
                outcome -> {
                    if (outcome instanceof Outcome.Done(long index, boolean _)) {
                        done.accept(index);
                    }
                });
    }

    /** Carries out an order that is in force now, as the edge does: keys at once. */
    private int carryOut(long index, Order order) {
        if (order.target() != Order.Target.KEYS || order.isSoft()) {
            return 0;
        }
        trace("forgets " + order.names() + " by " + index);
        int removed = 0;
        for (String name : order.names()) {
            removed += slab.removeBornBefore(name, index) ? 1 : 0;
            pending.getOrDefault(name, List.of()).forEach(each -> each.covered = index);
        }
        return removed;
    }

    // Readers.

    /** A reader asks, or looks again. */
    void read(Read read) {
        long seenIndex = cluster.appliedIndex();
        Stored found = slab.get(read.key().name());
        if (found == null) {
            edges.step(id, () -> fetch(read));
        } else {
            edges.step(id, () -> look(read, found, seenIndex));
        }
    }

    private void look(Read read, Stored found, long seenIndex) {
        Verdict verdict = verdict(read.key(), found);
        edges.step(id, () -> serve(read, found, verdict, cluster.isLeased(seenIndex)));
    }

    /** What an object is worth, by the orders in force and by those that were written down. */
    private Verdict verdict(Key key, Stored found) {
        Verdict verdict = invalidations.of(found.born(), key.name(), found.tags());
        return verdict.compareTo(found.settled()) >= 0 ? verdict : found.settled();
    }

    private void serve(Read read, Stored found, Verdict verdict, boolean isLeased) {
        if (isLeased && verdict == Verdict.CURRENT) {
            edges.hit(read, found.content());
        } else if (isLeased && verdict == Verdict.STALE && read.takesStale()) {
            edges.staleHit(read, found.content());
        } else if (!isLeased && isLeased()) {
            // A grant came meanwhile, perhaps with an order that the look-up has missed.
            read(read);
        } else {
            fetch(read);
        }
    }

    /** Asks for it, alone or with others. */
    private void fetch(Read read) {
        boolean isLeased = isLeased();
        if (!isLeased) {
            edges.counts.unleased++;
        }
        Pending other = underWay(read.key());
        if (other == null) {
            start(read);
        } else if (isLeased || other.moment > read.invoked()) {
            edges.counts.joins++;
            other.followers.add(read);
        } else {
            // It may have begun before an order that was missed here; what comes after it has not.
            other.behind.add(read);
        }
    }

    private void start(Read read) {
        Pending fill = begin(read.key(), true);
        fill.leader = read;
        if (read.key().isPut()) {
            copy(fill);
        } else {
            edges.counts.fills++;
            edges.askOrigin(this, id, fill);
        }
    }

    /** A fetch that no order has covered, as far as is known before its tags are. */
    private @Nullable Pending underWay(Key key) {
        for (Pending each : pending.getOrDefault(key.name(), List.of())) {
            boolean isSuperseded =
                    each.covered > 0
                            || invalidations.of(each.begun, key.name(), NO_TAGS) != Verdict.CURRENT;
            if (each.isJoinable && !isSuperseded) {
                return each;
            }
        }
        return null;
    }

    private Pending begin(Key key, boolean isJoinable) {
        Pending begun =
                new Pending(
                        key,
                        cluster.appliedIndex(),
                        cluster.orderedIndex(),
                        edges.moment(),
                        isJoinable);
        pending.computeIfAbsent(key.name(), _ -> new ArrayList<>()).add(begun);
        return begun;
    }

    private void end(Pending over) {
        over.isOver = true;
        pending.getOrDefault(over.key.name(), List.of()).remove(over);
    }

    /** The origin has answered. */
    void filled(Pending fill, int version, long[] tags) {
        long born = fill.begun;
        answer(fill, new Stored(version, born, tags));
    }

    /**
     * Who began the fetch gets the response in any case; who joined may have come after an order.
     */
    private void answer(Pending fill, Stored stored) {
        end(fill);
        boolean isShared = publish(fill, stored);
        if (fill.leader != null) {
            edges.fetched(fill.leader, stored.content());
        }
        for (Read follower : fill.followers) {
            if (isShared) {
                edges.fetched(follower, stored.content());
            } else {
                read(follower);
            }
        }
        fill.behind.forEach(this::read);
    }

    /** Stores a response, unless an order covers it that was applied meanwhile. */
    private boolean publish(Pending done, Stored stored) {
        String name = done.key.name();
        if (done.covered > stored.born()
                || invalidations.of(stored.born(), name, stored.tags()) != Verdict.CURRENT) {
            return false;
        }
        trace("stores " + stored + " as " + name);
        edges.counts.published++;
        slab.put(name, stored);
        return true;
    }

    // What has no origin.

    private void copy(Pending fill) {
        int peer = edges.anyPeer(id);
        edges.send(id, peer, process -> process.copyAsked(this, id, fill));
        edges.cluster.after(
                id,
                edges.retryMicros(),
                () -> {
                    if (!fill.isOver) {
                        end(fill);
                        fill.behind.forEach(this::read);
                    }
                });
    }

    /** Another edge wants what is stored here. */
    private void copyAsked(EdgeProcess asker, int from, Pending fill) {
        long asOf = cluster.appliedIndex();
        Stored found = slab.get(fill.key.name());
        if (found == null || asOf < fill.ordered) {
            return;
        }
        edges.step(
                id,
                () -> {
                    Verdict verdict = verdict(fill.key, found);
                    edges.step(
                            id,
                            () -> {
                                if (verdict == Verdict.CURRENT && cluster.isLeased(asOf)) {
                                    edges.send(
                                            id,
                                            from,
                                            process -> process.copied(asker, fill, found));
                                }
                            });
                });
    }

    /** What another edge has keeps the index from before its origin was asked. */
    private void copied(EdgeProcess asker, Pending fill, Stored found) {
        if (asker != this || fill.isOver) {
            return;
        }
        edges.counts.copies++;
        long born = Math.min(fill.begun, found.born());
        answer(fill, new Stored(found.content(), born, NO_TAGS));
    }

    /** Somebody puts something here. */
    void put(Key key, int content, Runnable done) {
        Pending aside = begin(key, false);
        order(
                Order.key(key.name()),
                index -> {
                    end(aside);
                    publish(aside, new Stored(content, index, NO_TAGS));
                    done.run();
                });
    }

    /** An object makes room for others. */
    void evict(Key key) {
        slab.remove(key.name());
    }
}
