package io.neurocache.edge.reporting;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.cache.PendingPuts;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.slab.KeyListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the cluster what this edge holds and how often it is asked for, late and in batches, so
 * that no request waits for it.
 *
 * <pre>
 *   who stores, evicts, purges --key--> ChangedKeys --> Placements --place--> Directory
 *                                           ^                                    |
 *                                           '---- Checks, Reconciliation <-------|
 *   hits --id--> UseTrace --> Uses -----------------------------------touch----->'
 * </pre>
 *
 * <p>All but the notes runs on one thread, which does what is due and waits for the next that is.
 * Safe from any thread.
 */
public final class Reporter implements AutoCloseable {
    private final Holdings holdings;
    private final ChangedKeys changed = new ChangedKeys();
    private final LongSupplier nanoClock;
    private final Checks checks;
    private final Placements placements;
    private final Uses uses;
    private final Reconciliation reconciliation;
    private final Settlement settlement;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition awake = lock.newCondition();

    // Guarded by the lock.
    private boolean woken;
    private boolean closed;
    private @Nullable Thread thread;

    /**
     * Makes a reporter that hears of changes from now on, and tells when it is {@linkplain #start
     * started}.
     *
     * @param pending what was put and is to be settled by what the directory says
     * @param cluster whose lease shows that this node's copy of the directory is up to date
     */
    public Reporter(
            ObjectStore store,
            PendingPuts pending,
            Cluster cluster,
            Directory directory,
            EdgeCounters counters) {
        this(
                store,
                pending,
                cluster,
                directory,
                counters,
                InstantSource.system(),
                System::nanoTime);
    }

    /** The same with a test's clocks. */
    Reporter(
            ObjectStore store,
            PendingPuts pending,
            Cluster cluster,
            Directory directory,
            EdgeCounters counters,
            InstantSource clock,
            LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.holdings = new Holdings(store, cluster.invalidations(), clock);
        long now = nanoClock.getAsLong();
        BooleanSupplier isUpToDate = () -> cluster.isLeased(cluster.appliedIndex());
        this.checks = new Checks(holdings, changed, directory, isUpToDate, this::wake);
        this.placements =
                new Placements(
                        holdings,
                        new Aside(pending),
                        changed,
                        directory,
                        cluster::appliedIndex,
                        checks,
                        counters,
                        this::wake,
                        now);
        this.settlement =
                new Settlement(
                        pending,
                        cluster.invalidations(),
                        changed,
                        directory,
                        isUpToDate,
                        this::wake,
                        now);
        this.uses =
                new Uses(
                        store.uses(),
                        holdings,
                        changed,
                        directory,
                        isUpToDate,
                        counters,
                        this::wake,
                        now);
        this.reconciliation =
                new Reconciliation(
                        holdings, changed, directory, isUpToDate, counters, this::wake, now);
        store.slab().addKeyListener(new Notes());
    }

    /** What lies aside in the slab. */
    private record Aside(PendingPuts puts) implements Placements.Aside {
        @Override
        public boolean holds(String key) {
            return puts.isAside(key);
        }

        @Override
        public void note(String key) {
            puts.note(key);
        }
    }

    /** Notes what comes and goes. */
    private final class Notes implements KeyListener {
        @Override
        public void came(long handle) {
            note(handle);
        }

        @Override
        public void left(long handle) {
            note(handle);
        }

        private void note(long handle) {
            String key = holdings.key(handle);
            if (key != null) {
                changed.note(key);
            }
        }
    }

    /** What the directory knows may be of another time: everything is compared with it soon. */
    public void compareSoon() {
        changed.overflow();
        wake();
    }

    /** Begins to tell, on a thread of its own. */
    public void start() {
        lock.lock();
        try {
            thread = Thread.ofPlatform().name("edge-placement").daemon().start(this::run);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long waitNanos = 0;
        while (await(waitNanos)) {
            waitNanos = round();
        }
        placements.close();
    }

    /** Does what is due; returns in how many nanoseconds there is more. The reporter's thread. */
    long round() {
        long now = nanoClock.getAsLong();
        // First, so that what it publishes is not told to be gone.
        long settling = settlement.round(now);
        long placing = Math.min(settling, Math.min(placements.round(now), checks.round(now)));
        return Math.min(placing, Math.min(uses.round(now), reconciliation.round(now)));
    }

    /** How many keys wait to be told of. */
    long waiting() {
        return changed.size();
    }

    /** Waits so long, or until there is an answer; false when it is over. */
    private boolean await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !woken && !closed) {
                left = awake.awaitNanos(left);
            }
            woken = false;
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            woken = true;
            awake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the telling: what was not told yet is found by the comparison at the next start. */
    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            awake.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            placements.close();
            return;
        }
        try {
            running.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
