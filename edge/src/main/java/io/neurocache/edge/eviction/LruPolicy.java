package io.neurocache.edge.eviction;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Least recently used: a doubly linked list through two off-heap words of each object.
 *
 * <p>The list is guarded by a lock, which a hit never waits for: hits are noted in {@link HitRings}
 * and applied in bulk by whoever holds the lock next. All rings are drained before an object enters
 * and before a victim is named, so the order is exact but for forgotten hits.
 *
 * <p>A note of a hit may be applied after its object left and its id went to another object: the
 * newcomer is then promoted once without cause, which costs nothing that matters.
 *
 * <p>Safe from any thread.
 */
public final class LruPolicy implements EvictionPolicy {
    /** Word 0 holds the neighbours, the older one above; word 1 tells members from strangers. */
    private static final int LINKS = 0;

    private static final int MEMBER = 1;

    private final ObjectWords words;

    /** Different in each life of the process: words may outlive it in a file. */
    private final long member = ThreadLocalRandom.current().nextLong() | 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final HitRings rings = new HitRings();

    // Guarded by the lock.
    private int newest = NONE;
    private int oldest = NONE;

    /** Makes an empty list over the given words, whatever they held before. */
    public LruPolicy(ObjectWords words) {
        this.words = words;
    }

    @Override
    public boolean admit(long keyHash, long bytes) {
        return true;
    }

    @Override
    public void added(int id, long keyHash, long bytes) {
        lock.lock();
        try {
            rings.drain(this::promote);
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
        if (rings.note(id) && lock.tryLock()) {
            try {
                rings.drainOwn(this::promote);
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
            rings.drain(this::promote);
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    private void promote(int id) {
        if (isMember(id) && id != newest) {
            unlink(id);
            linkNewest(id);
        }
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
}
