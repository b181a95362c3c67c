package io.neurocache.edge.cache;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.slab.Slab;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frees the space of objects that orders for tags, prefixes or everything have ended: nobody finds
 * them any more, but for those who ask for them by name, and the eviction policy only in its time.
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
    private final EdgeCounters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();

    // Guarded by the lock.
    private @Nullable Invalidations orders;
    private @Nullable Thread thread;
    private boolean wanted;
    private long begunNanos = System.nanoTime() - BETWEEN_NANOS;

    private volatile boolean closed;

    Sweep(ObjectStore store, Variants variants, EdgeCounters counters) {
        this.store = store;
        this.variants = variants;
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
        int[] looked = {0};
        store.slab()
                .forEach(handle -> {
                    if (closed) {
                        return;
                    }
                    look(handle, inForce);
                    if (++looked[0] % STEP_OBJECTS == 0) {
                        rest();
                    }
                });
    }

    private void rest() {
        lock.lock();
        try {
            pause(STEP_PAUSE_NANOS);
        } finally {
            lock.unlock();
        }
    }

    /** Frees one object if it is worth nothing; the reference stays the caller's. */
    private void look(long handle, Invalidations inForce) {
        Slab slab = store.slab();
        if (variants.isList(handle)) {
            variants.prune(slab.key(handle));
            return;
        }
        StoredHead head = StoredHead.read(slab.meta(handle));
        if (head == null || head.born() >= inForce.last()) {
            return;
        }
        String key = Variants.cacheKey(slab.key(handle));
        if (head.verdict(inForce, key) == Verdict.GONE && slab.remove(handle)) {
            counters.swept.increment();
        }
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
