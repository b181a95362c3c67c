package io.neurocache.edge.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers for a short while which keys gave a response that could not be shared, so that requests
 * for them do not wait for one another in vain. What is remembered never decides whether a response
 * is stored, only whether requests are collapsed.
 *
 * <p>A fixed table that newer keys overwrite: bounded, and wrong at worst for a moment.
 *
 * <p>Safe from any thread. The two words of a slot are not written as one: a mixture looks like a
 * stranger's slot or an expired one.
 */
final class PassMemory {
    private static final int SLOTS = 4096;

    /** Long enough to let a burst through, short enough to notice that a page became cacheable. */
    static final long REMEMBERED_NANOS = Duration.ofSeconds(5).toNanos();

    private final AtomicLongArray slots = new AtomicLongArray(2 * SLOTS);

    /** Remembers a key from a moment of the monotonic clock on. */
    void remember(String key, long nowNanos) {
        long hash = hash(key);
        int at = slot(hash);
        slots.setRelease(at, hash);
        slots.setRelease(at + 1, nowNanos + REMEMBERED_NANOS);
    }

    /** Says whether a key is remembered at a moment of the monotonic clock. */
    boolean remembers(String key, long nowNanos) {
        long hash = hash(key);
        int at = slot(hash);
        return slots.getAcquire(at) == hash && slots.getAcquire(at + 1) - nowNanos > 0;
    }

    private static int slot(long hash) {
        return 2 * (int) ((hash >>> 32) & (SLOTS - 1));
    }

    /** FNV-1a over the chars, never 0, which marks an empty slot. */
    private static long hash(String key) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100_0000_01b3L;
        }
        return hash == 0 ? 1 : hash;
    }
}
