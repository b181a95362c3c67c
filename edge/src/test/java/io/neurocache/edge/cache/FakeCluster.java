package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Order;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cluster whose lease and answers a test controls. Orders are applied and answered at once, until
 * {@link #holdOrders}. Safe from any thread; the test's applies orders.
 */
final class FakeCluster implements Cluster {
    /** An order that waits for what the test does with it. */
    record Held(Order order, Consumer<Outcome> answer) {}

    private final Invalidations invalidations = new Invalidations(1000);
    private final ToIntBiFunction<Long, Order> executor;
    private final LinkedBlockingQueue<Held> held = new LinkedBlockingQueue<>();
    private final List<Order> soon = new CopyOnWriteArrayList<>();
    private final AtomicInteger leaseChecks = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> beforeLeaseCheck = new AtomicReference<>();
    private volatile boolean leased = true;
    private volatile long heldIndex;
    private volatile long lostForNanos = Long.MAX_VALUE;
    private volatile boolean holding;
    private volatile @Nullable Outcome refusal;
    private volatile long index = 10;
    private volatile long ordered = 10;

    FakeCluster(ToIntBiFunction<Long, Order> executor) {
        this.executor = executor;
    }

    // ---- What the test does.

    /** An order from anywhere in the cluster is applied here. */
    synchronized long apply(Order order) {
        return carryOut(order).index();
    }

    private synchronized Outcome.Done carryOut(Order order) {
        long next = index + 1;
        invalidations.apply(next, order);
        int found = executor.applyAsInt(next, order);
        index = next;
        ordered = next;
        return new Outcome.Done(next, found > 0 || order.target() != Order.Target.KEYS);
    }

    /** The log goes on by an entry that is no order. */
    synchronized void advance() {
        index++;
    }

    /** Orders up to now may have been missed. */
    synchronized void missed() {
        index++;
        invalidations.missed(index);
    }

    void loseLease(long forNanos) {
        lostForNanos = forNanos;
        leased = false;
    }

    void regainLease() {
        leased = true;
    }

    /** A grant that names what is applied now. */
    void grant() {
        heldIndex = index;
        leased = true;
    }

    /** Does something once, after the next look-up and before the lease is looked at. */
    void beforeNextLeaseCheck(Runnable deed) {
        beforeLeaseCheck.set(deed);
    }

    int leaseChecks() {
        return leaseChecks.get();
    }

    void holdOrders() {
        holding = true;
    }

    /** The next order that is held. */
    Held nextHeld() throws InterruptedException {
        Held next = held.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no order came");
        }
        return next;
    }

    /** Applies a held order, and leaves its answer to the test. */
    Outcome.Done applied(Held order) {
        return carryOut(order.order());
    }

    void refuseOrders(Outcome outcome) {
        refusal = outcome;
    }

    List<Order> soon() {
        return soon;
    }

    // ---- What the edge asks.

    @Override
    public boolean isLeased(long seenIndex) {
        leaseChecks.incrementAndGet();
        Runnable deed = beforeLeaseCheck.getAndSet(null);
        if (deed != null) {
            deed.run();
        }
        return leased && seenIndex >= heldIndex;
    }

    @Override
    public long lostForNanos() {
        return leased ? 0 : lostForNanos;
    }

    @Override
    public long appliedIndex() {
        return index;
    }

    @Override
    public long orderedIndex() {
        return ordered;
    }

    @Override
    public Invalidations invalidations() {
        return invalidations;
    }

    @Override
    public void order(Order order, Consumer<Outcome> answer) {
        Outcome refused = refusal;
        if (refused != null) {
            answer.accept(refused);
        } else if (holding) {
            held.add(new Held(order, answer));
        } else {
            answer.accept(carryOut(order));
        }
    }

    @Override
    public void orderSoon(Order order) {
        soon.add(order);
    }
}
