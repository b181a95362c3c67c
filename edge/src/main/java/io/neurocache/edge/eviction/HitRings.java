package io.neurocache.edge.eviction;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/**
 * Notes of hits on their way to a policy that takes them under its lock: a small ring for each
 * stripe of threads, so that a hit waits for nobody.
 *
 * <p>A ring that is full forgets the hit; an object hot enough to fill a ring makes itself known by
 * its other hits. A note may be drained after its object left and its id went to another one.
 *
 * <p>{@link #note} is safe from any thread and allocates nothing; draining is for one thread at a
 * time, which the policy's lock sees to.
 */
public final class HitRings {
    private static final int RING_SLOTS = 128;
    private static final int DRAIN_EVERY = 32;
    private static final int STRIPES =
            Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors())) * 2;

    private final Ring[] rings = new Ring[STRIPES];

    /** No hit is noted. */
    public HitRings() {
        for (int i = 0; i < STRIPES; i++) {
            rings[i] = new Ring();
        }
    }

    /** Notes a hit, or forgets it; true when it is time to {@linkplain #drainOwn drain}. */
    public boolean note(int id) {
        return own().note(id);
    }

    /** Takes what was noted on this thread's stripe, in order. */
    public void drainOwn(IntConsumer policy) {
        own().drain(policy);
    }

    /** Takes what was noted, stripe by stripe. */
    public void drain(IntConsumer policy) {
        for (Ring ring : rings) {
            ring.drain(policy);
        }
    }

    private Ring own() {
        return rings[(int) Thread.currentThread().threadId() & (STRIPES - 1)];
    }

    /** Notes of hits by the threads of one stripe. */
    private static final class Ring {
        /** What no id is, as a slot holds an id and 1. */
        private static final int EMPTY = 0;

        private final AtomicIntegerArray slots = new AtomicIntegerArray(RING_SLOTS);
        private final AtomicInteger tail = new AtomicInteger();

        /** Next note to take; written by who drains, read by the others only as a hint. */
        private volatile int head;

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

        void drain(IntConsumer policy) {
            int at = head;
            // A ring that overran its reader holds its last RING_SLOTS notes at the most.
            int end = tail.get();
            for (int n = Math.min(end - at, RING_SLOTS); n > 0; n--) {
                // Empty where its thread has not written it yet.
                int noted = slots.getAndSet(at++ & (RING_SLOTS - 1), EMPTY);
                if (noted != EMPTY) {
                    policy.accept(noted - 1);
                }
            }
            head = end;
        }
    }
}
