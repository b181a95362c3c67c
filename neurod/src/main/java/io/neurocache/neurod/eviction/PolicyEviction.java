package io.neurocache.neurod.eviction;

import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.HitRings;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.predict.eviction.Policy;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A policy of one thread behind a lock that no hit waits for: hits are noted in {@link HitRings}
 * and taken in bulk by whoever holds the lock next. Before an object enters, leaves or is looked
 * for, all of them are taken, so the policy sees what happened in nearly the order in which it did.
 *
 * <p>An object's two words say which number the policy knows it by, and that it knows it: a note of
 * a hit may come after its object has left. Safe from any thread.
 */
public final class PolicyEviction implements EvictionPolicy {
    private static final int NUMBER = 0;
    private static final int MEMBER = 1;

    private final ObjectWords words;
    private final ReentrantLock lock = new ReentrantLock();
    private final HitRings rings = new HitRings();

    /** Different in each life of the process: words may outlive it in a file. */
    private final long member = ThreadLocalRandom.current().nextLong() | 1;

    // Guarded by the lock.
    private final Policy policy;
    private final DenseIds ids = new DenseIds();

    /** Puts an empty policy to work; it is nobody else's from here on. */
    public PolicyEviction(ObjectWords words, Policy policy) {
        this.words = words;
        this.policy = policy;
    }

    @Override
    public boolean admit(long keyHash, long bytes) {
        lock.lock();
        try {
            rings.drain(this::use);
            return policy.admit(keyHash, bytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void added(int id, long keyHash, long bytes) {
        lock.lock();
        try {
            rings.drain(this::use);
            forget(id);
            int number = ids.take(id);
            words.word(id, NUMBER, number);
            words.word(id, MEMBER, member);
            policy.added(number, keyHash, bytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void hit(int id) {
        if (rings.note(id) && lock.tryLock()) {
            try {
                rings.drainOwn(this::use);
            } finally {
                lock.unlock();
            }
        }
    }

    private void use(int id) {
        if (isMember(id)) {
            policy.hit(number(id));
        }
    }

    @Override
    public void removed(int id) {
        lock.lock();
        try {
            rings.drain(this::use);
            forget(id);
        } finally {
            lock.unlock();
        }
    }

    private void forget(int id) {
        if (isMember(id)) {
            words.word(id, MEMBER, 0);
            policy.removed(number(id));
            ids.give(number(id));
        }
    }

    @Override
    public int victim() {
        lock.lock();
        try {
            rings.drain(this::use);
            int number = policy.victim();
            return number == Policy.NONE ? NONE : ids.slabId(number);
        } finally {
            lock.unlock();
        }
    }

    private boolean isMember(int id) {
        return words.word(id, MEMBER) == member;
    }

    private int number(int id) {
        return (int) words.word(id, NUMBER);
    }
}
