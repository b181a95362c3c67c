package io.neurocache.edge.cache;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frees the space of objects that orders for tags, prefixes or everything have ended, which would
 * otherwise lie there until somebody asks for them or their room is needed. What is stale or in
 * doubt by an order gets that written down beside it. So, behind a walk, no object needs the orders
 * from before it any more, and a start that does not know them all loses nothing.
 *
 * <p>A thread of its own walks over all objects, a few at a time with a pause after them, once for
 * all orders that came before it began; then it ends. The next order starts the next walk, not
 * sooner than some seconds after the last began.
 *
 * <p>Safe from any thread.
 */
final class Sweep implements AutoCloseable {
    /** Looked at in less than a millisecond, where their heads are in memory. */
    private static final int STEP_OBJECTS = 256;

    private static final long STEP_PAUSE_NANOS = Duration.ofMillis(2).toNanos();
    private static final long BETWEEN_NANOS = Duration.ofSeconds(5).toNanos();

    private final ObjectStore store;
    private final Variants variants;
    private final PendingPuts pendingPuts;
    private final EdgeCounters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();

    // Guarded by the lock.
    private @Nullable Invalidations orders;
    private @Nullable Thread thread;
    private boolean wanted;
    private long begunNanos = System.nanoTime() - BETWEEN_NANOS;

    /** No object needs an order up to here. */
    private volatile long sweptIndex;

    private volatile boolean closed;

    Sweep(ObjectStore store, Variants variants, PendingPuts pendingPuts, EdgeCounters counters) {
        this.store = store;
        this.variants = variants;
        this.pendingPuts = pendingPuts;
        this.counters = counters;
    }

    /** Sweeps from now on, by these orders, when it is wanted or was before. */
    void begin(Invalidations inForce) {
        lock.lock();
        try {
            orders = inForce;
            startIfWanted();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Up to where no object needs the orders any more: what they have ended is freed, what they
     * made stale or doubtful is written down. Has a walk begun that brings it further.
     *
     * @param appliedIndex up to where the log has been applied
     */
    long settledIndex(Invalidations inForce, long appliedIndex) {
        long swept = sweptIndex;
        if (inForce.last() <= swept) {
            return Math.max(swept, appliedIndex);
        }
        want();
        return swept;
    }

    /** There may be something to free. */
    void want() {
        lock.lock();
        try {
            wanted = true;
            startIfWanted();
        } finally {
            lock.unlock();
        }
    }

    private void startIfWanted() {
        Invalidations inForce = orders;
        if (wanted && inForce != null && thread == null && !closed) {
            thread = Thread.ofPlatform().name("edge-sweep").daemon().start(() -> run(inForce));
        }
    }

    private void run(Invalidations inForce) {
        while (mayWalk()) {
            walk(inForce);
        }
    }

    /** Waits for the time of the next walk; false when none is wanted, and the thread ends. */
    private boolean mayWalk() {
        lock.lock();
        try {
            if (wanted) {
                pause(begunNanos + BETWEEN_NANOS - System.nanoTime());
            }
            if (!wanted || closed) {
                thread = null;
                return false;
            }
            wanted = false;
            begunNanos = System.nanoTime();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits under the lock, for so long or until it is closed. */
    private void pause(long nanos) {
        try {
            long left = nanos;
            while (left > 0 && !closed) {
                left = closing.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    private void walk(Invalidations inForce) {
        long last = inForce.last();
        // Or one that looked at the orders before the last came could publish behind the walk.
        variants.awaitPublishers();
        int[] looked = {0};
        boolean[] settled = {true};
        store.slab()
                .forEach(handle -> {
                    if (closed) {
                        return;
                    }
                    settled[0] &= look(handle, inForce, last);
                    if (++looked[0] % STEP_OBJECTS == 0) {
                        rest();
                    }
                });
        if (settled[0] && !closed) {
            sweptIndex = last;
        }
    }

    private void rest() {
        lock.lock();
        try {
            pause(STEP_PAUSE_NANOS);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees an object if it is worth nothing; the reference stays the caller's.
     *
     * @return whether it needs no order up to the last any more
     */
    private boolean look(long handle, Invalidations inForce, long last) {
        Slab slab = store.slab();
        if (variants.isList(handle)) {
            variants.prune(slab.key(handle));
            return true;
        }
        StoredHead head = StoredHead.read(slab.meta(handle));
        if (head == null || head.born() >= last) {
            return true;
        }
        byte[] slabKey = slab.key(handle);
        String key = StoredKey.cacheKey(slabKey);
        if (StoredKey.isPut(slabKey)) {
            // Born by the order it waits for, which may be older than some that were not seen yet.
            pendingPuts.note(key);
            return false;
        }
        return switch (head.verdict(inForce, key)) {
            case CURRENT -> true;
            case STALE, DOUBTFUL -> variants.settle(handle, key, inForce, last);
            case GONE -> {
                if (slab.remove(handle)) {
                    counters.swept.increment();
                }
                yield true;
            }
        };
    }

    @Override
    public void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
