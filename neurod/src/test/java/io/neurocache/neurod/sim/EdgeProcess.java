package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.coherence.Lease;
import io.neurocache.edge.coherence.Order;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.Payload;
import io.neurocache.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of an edge: what is lost when it dies. Around the real {@link Lease} and {@link
 * Invalidations}. One thread.
 */
final class EdgeProcess {
    /** Whoever waits for an order has given up by then. */
    private static final int DEADLINE_LEASES = 4;

    private static final long[] NO_TAGS = {};

    private final EdgeCluster edges;
    private final int id;
    private final Slab slab;
    private final Lease lease;
    private final Invalidations invalidations;
    private final Grants grants;
    private final Map<String, List<Pending>> pending = new HashMap<>();
    private final Map<Long, Forward> forwards = new LinkedHashMap<>();
    private Orders orders;

    /** By the latest configuration that was applied. */
    private Set<Integer> members;

    private int leader = HardState.NOBODY;

    /** An order that was given here, and whoever waits for it. */
    private record Forward(Order order, LongConsumer done) {}

    /** Starts with the state of a snapshot, and with what the slab kept. */
    EdgeProcess(EdgeCluster edges, int id, long lastApplied, Bytes state, Set<Integer> members) {
        this.edges = edges;
        this.id = id;
        this.members = members;
        slab = edges.slab(id);
        lease = new Lease(edges.leaseNanos(), edges.clock(id));
        invalidations = new Invalidations(edges.plan.keptNames());
        grants = new Grants(edges, id);
        orders = Orders.decode(edges.plan.keptOrders(), state);
        invalidations.missed(orders.floor());
        // Also what was applied before the process died: the slab may have forgotten that.
        orders.latest().forEach(each -> carryOut(each.index(), each.order()));
        lease.applied(lastApplied);
    }

    void start() {
        renew();
    }

    /** Whether it holds its lease. */
    boolean isLeased() {
        return isLeased(lease.appliedIndex());
    }

    /** Whether what was found when that had been applied may be served unasked. Reads the clock. */
    private boolean isLeased(long seenIndex) {
        return lease.covers(edges.clock(id), seenIndex);
    }

    // The log.

    /** The log's next entry. */
    void applied(Entry entry) {
        long index = entry.index();
        switch (entry.payload()) {
            case Payload.Noop _ -> lease.applied(index);
            case Payload.Reconfigure(var configuration) -> {
                Set<Integer> before = members;
                members = configuration.all();
                before.stream().filter(each -> !members.contains(each)).forEach(grants::left);
                lease.applied(index);
            }
            case Payload.Command(Bytes command) -> {
                Order order = Orders.order(command);
                orders.add(index, order);
                carryOut(index, order);
                lease.applied(index);
                grants.applied(index, entry.term());
                ask();
            }
        }
    }

    private void carryOut(long index, Order order) {
        invalidations.apply(index, order);
        if (order.target() != Order.Target.KEYS || order.isSoft()) {
            return;
        }
        for (String name : order.names()) {
            slab.removeBornBefore(name, index);
            pending.getOrDefault(name, List.of()).forEach(each -> each.covered = index);
        }
    }

    /** A leader sent a snapshot in place of entries. */
    void restored(SnapshotMeta snapshot, Bytes state) {
        Orders next = Orders.decode(edges.plan.keptOrders(), state);
        long before = lease.appliedIndex();
        if (next.floor() > before) {
            invalidations.missed(next.floor());
        }
        for (Orders.Numbered each : next.latest()) {
            if (each.index() > before) {
                carryOut(each.index(), each.order());
            }
        }
        orders = next;
        members = snapshot.configuration().all();
        grants.skipped();
        lease.applied(snapshot.lastIncludedIndex());
        ask();
    }

    Bytes snapshot() {
        return orders.encode();
    }

    void heard(Effect effect) {
        if (effect instanceof Effect.LeaderChanged news) {
            leader = news.leader();
            ask();
            List.copyOf(forwards.keySet()).forEach(this::send);
        } else {
            grants.heard(effect);
        }
    }

    // The lease.

    private void renew() {
        ask();
        edges.cluster.after(id, edges.plan.leaseMicros() / 4, this::renew);
    }

    private void ask() {
        if (leader == HardState.NOBODY) {
            return;
        }
        long askedNanos = edges.clock(id);
        long appliedIndex = lease.appliedIndex();
        edges.send(id, leader, process -> process.asked(this, id, appliedIndex, askedNanos));
    }

    private void asked(EdgeProcess asker, int from, long theirIndex, long askedNanos) {
        grants.asked(asker, from, theirIndex, askedNanos, members);
    }

    /** The leader grants what a process here has asked for. */
    void granted(EdgeProcess asker, long askedNanos, long index) {
        if (asker == this) {
            lease.granted(askedNanos, index);
        }
    }

    // Orders.

    /** Has an order carried out everywhere; nobody is told where that is not known. */
    void order(Order order, LongConsumer done) {
        long name = edges.nextName();
        forwards.put(name, new Forward(order, done));
        send(name);
        retry(name, edges.clock(id) + DEADLINE_LEASES * edges.leaseNanos());
    }

    private void retry(long name, long deadlineNanos) {
        edges.cluster.after(
                id,
                edges.retryMicros(),
                () -> {
                    if (deadlineNanos - edges.clock(id) <= 0) {
                        forwards.remove(name);
                    } else if (forwards.containsKey(name)) {
                        send(name);
                        retry(name, deadlineNanos);
                    }
                });
    }

    private void send(long name) {
        Forward forward = forwards.get(name);
        if (forward != null && leader != HardState.NOBODY) {
            edges.send(id, leader, process -> process.grants.requested(id, name, forward.order()));
        }
    }

    /** The leader says that an order of this edge is in force everywhere. */
    void ordered(long name, long index) {
        Forward forward = forwards.remove(name);
        if (forward != null) {
            forward.done().accept(index);
        }
    }

    // Readers.

    /** A reader asks, or looks again. */
    void read(Read read) {
        long seenIndex = lease.appliedIndex();
        Stored found = slab.get(read.key().name());
        if (found == null) {
            edges.step(id, () -> fetch(read));
        } else {
            edges.step(id, () -> look(read, found, seenIndex));
        }
    }

    private void look(Read read, Stored found, long seenIndex) {
        Verdict verdict = invalidations.of(found.born(), read.key().name(), found.tags());
        edges.step(id, () -> serve(read, found, verdict, isLeased(seenIndex)));
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
        Pending begun = new Pending(key, lease.appliedIndex(), edges.moment(), isJoinable);
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

    /** Another edge wants what is stored here; it is told up to where the log had been applied. */
    private void copyAsked(EdgeProcess asker, int from, Pending fill) {
        long asOf = lease.appliedIndex();
        String name = fill.key.name();
        Stored found = slab.get(name);
        if (found == null || asOf < fill.begun) {
            return;
        }
        edges.step(
                id,
                () -> {
                    Verdict verdict = invalidations.of(found.born(), name, found.tags());
                    edges.step(
                            id,
                            () -> {
                                if (verdict == Verdict.CURRENT && isLeased(asOf)) {
                                    edges.send(
                                            id,
                                            from,
                                            process ->
                                                    process.copied(
                                                            asker, fill, found.content(), asOf));
                                }
                            });
                });
    }

    private void copied(EdgeProcess asker, Pending fill, int content, long asOf) {
        if (asker != this || fill.isOver) {
            return;
        }
        edges.counts.copies++;
        answer(fill, new Stored(content, asOf, NO_TAGS));
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
