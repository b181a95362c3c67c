package io.neurocache.neurod.eviction;

import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.HitRings;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.predict.eviction.LearningPolicy;
import io.neurocache.predict.eviction.Policy;
import io.neurocache.predict.eviction.ValueTables;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

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
    private static final int FIRST_LENGTH = 1024;

    private final ObjectWords words;
    private final ReentrantLock lock = new ReentrantLock();
    private final HitRings rings = new HitRings();
    private final IntConsumer use = this::use;

    /** Different in each life of the process: words may outlive it in a file. */
    private final long member = ThreadLocalRandom.current().nextLong() | 1;

    // Guarded by the lock.
    private final Policy policy;
    private final DenseIds ids = new DenseIds();
    private final Room room;
    private long usedBytes;

    /** By the policy's number: what the object occupies. */
    private long[] sizes = new long[FIRST_LENGTH];

    /**
     * Puts an empty policy to work; it is nobody else's from here on.
     *
     * @param slabBytes the size of the slab; less of it can hold objects, how much less shows
     */
    public PolicyEviction(ObjectWords words, Policy policy, long slabBytes) {
        this.words = words;
        this.policy = policy;
        this.room = new Room(slabBytes);
        policy.capacity(room.forObjects());
    }

    @Override
    public boolean admit(long keyHash, long bytes) {
        lock.lock();
        try {
            rings.drain(use);
            if (room.admitted(bytes)) {
                policy.capacity(room.forObjects());
            }
            return policy.admit(keyHash, bytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void added(int id, long keyHash, long bytes) {
        lock.lock();
        try {
            rings.drain(use);
            forget(id);
            int number = ids.take(id);
            words.word(id, NUMBER, number);
            words.word(id, MEMBER, member);
            if (number == sizes.length) {
                sizes = Arrays.copyOf(sizes, Math.multiplyExact(number, 2));
            }
            sizes[number] = bytes;
            usedBytes += bytes;
            policy.added(number, keyHash, bytes);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void hit(int id) {
        if (rings.note(id) && lock.tryLock()) {
            try {
                rings.drainOwn(use);
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
            rings.drain(use);
            forget(id);
        } finally {
            lock.unlock();
        }
    }

    private void forget(int id) {
        if (isMember(id)) {
            words.word(id, MEMBER, 0);
            int number = number(id);
            usedBytes -= sizes[number];
            policy.removed(number);
            ids.give(number);
        }
    }

    @Override
    public int victim() {
        lock.lock();
        try {
            rings.drain(use);
            if (room.full(usedBytes)) {
                policy.capacity(room.forObjects());
            }
            return nextVictim();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int surplus(long bytes) {
        lock.lock();
        try {
            return usedBytes + bytes > room.forObjects() ? nextVictim() : NONE;
        } finally {
            lock.unlock();
        }
    }

    private int nextVictim() {
        int number = policy.victim();
        return number == Policy.NONE ? NONE : ids.slabId(number);
    }

    /** What guards the policy, if anything does. */
    public Optional<GuardStats> guardStats() {
        lock.lock();
        try {
            return policy.guardStats();
        } finally {
            lock.unlock();
        }
    }

    /** What the policy has learnt, if it learns; nothing, too, where that is of no use. */
    Optional<ValueTables> tables() {
        lock.lock();
        try {
            return policy instanceof LearningPolicy learning ? learning.tables() : Optional.empty();
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
