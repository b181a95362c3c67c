package io.neurocache.edge.eviction;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Least recently used: a doubly linked list through two off-heap words of each object.
 *
 * <p>The list is guarded by a lock, which a hit never waits for: hits are noted in small rings, one
 * per stripe of threads, and applied in bulk by whoever holds the lock next. A ring that is full
 * forgets the hit; an object hot enough to fill a ring is promoted by its other hits. All rings are
 * applied before an object enters and before a victim is named, so the order is exact but for
 * forgotten hits.
 *
 * <p>A note of a hit may be applied after its object left and its id went to another object: the
 * newcomer is then promoted once without cause, which costs nothing that matters.
 *
 * <p>Safe from any thread.
 */
public final class LruPolicy implements EvictionPolicy {
    private static final int RING_SLOTS = 128;
    private static final int DRAIN_EVERY = 32;
    private static final int STRIPES =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 2;

    /** Word 0 holds the neighbours, the older one above; word 1 tells members from strangers. */
    private static final int LINKS = 0;

    private static final int MEMBER = 1;

    private final ObjectWords words;

    /** Different in each life of the process: words may outlive it in a file. */
    private final long member = ThreadLocalRandom.current().nextLong() | 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Ring[] rings = new Ring[STRIPES];

    // Guarded by the lock.
    private int newest = NONE;
    private int oldest = NONE;

    /** Makes an empty list over the given words, whatever they held before. */
    public LruPolicy(ObjectWords words) {
        this.words = words;
        for (int i = 0; i < STRIPES; i++) {
            rings[i] = new Ring();
        }
    }

    @Override
    public void added(int id, long bytes) {
        lock.lock();
        try {
            applyAll();
            if (isMember(id)) {
                unlink(id);
            }
            words.word(id, MEMBER, member);
            linkNewest(id);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void hit(int id) {
        Ring ring = rings[(int) Thread.currentThread().threadId() & (STRIPES - 1)];
        if (ring.note(id) && lock.tryLock()) {
            try {
                apply(ring);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void removed(int id) {
        lock.lock();
        try {
            if (isMember(id)) {
                unlink(id);
                words.word(id, MEMBER, 0);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int victim() {
        lock.lock();
        try {
            applyAll();
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    private void applyAll() {
        for (Ring ring : rings) {
            apply(ring);
        }
    }

    private void apply(Ring ring) {
        int head = ring.head;
        // A ring that overran its reader holds its last RING_SLOTS notes at the most.
        int tail = ring.tail.get();
        for (int n = Math.min(tail - head, RING_SLOTS); n > 0; n--) {
            int id = ring.take(head++);
            if (id != NONE && isMember(id) && id != newest) {
                unlink(id);
                linkNewest(id);
            }
        }
        ring.head = tail;
    }

    private boolean isMember(int id) {
        return words.word(id, MEMBER) == member;
    }

    private void linkNewest(int id) {
        link(id, newest, NONE);
        if (newest == NONE) {
            oldest = id;
        } else {
            link(newest, older(newest), id);
        }
        newest = id;
    }

    private void unlink(int id) {
        int older = older(id);
        int newer = newer(id);
        if (newer == NONE) {
            newest = older;
        } else {
            link(newer, older, newer(newer));
        }
        if (older == NONE) {
            oldest = newer;
        } else {
            link(older, older(older), newer);
        }
    }

    private void link(int id, int older, int newer) {
        words.word(id, LINKS, ((long) older << 32) | (newer & 0xFFFF_FFFFL));
    }

    private int older(int id) {
        return (int) (words.word(id, LINKS) >> 32);
    }

    private int newer(int id) {
        return (int) words.word(id, LINKS);
    }

    /** Notes of hits by the threads of one stripe. */
    private static final class Ring {
        private final AtomicIntegerArray slots = new AtomicIntegerArray(RING_SLOTS);
        private final AtomicInteger tail = new AtomicInteger();

        /** Next note to apply; guarded by the policy's lock, read without it only as a hint. */
        private volatile int head;

        /** Notes a hit, or forgets it when full; true when it is time to apply the notes. */
        boolean note(int id) {
            int at = tail.get();
            if (at - head >= RING_SLOTS) {
                return true;
            }
            // A lost race for the slot forgets this hit, as a full ring would.
            if (tail.compareAndSet(at, at + 1)) {
                slots.set(at & (RING_SLOTS - 1), id + 1);
            }
            return at - head >= DRAIN_EVERY;
        }

        /** The id noted at a position, or NONE when its thread has not written it yet. */
        int take(int position) {
            return slots.getAndSet(position & (RING_SLOTS - 1), 0) - 1;
        }
    }
}
