package io.neurocache.edge.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fills under way: how many, and by cache key those that others may join; a variant found to
 * differ has a key of its own.
 *
 * <p>Safe from any thread.
 */
final class Fills {
    private final ConcurrentHashMap<String, Fill> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();
    private final int max;

    /** Makes an empty list that lets so many fills run at once. */
    Fills(int max) {
        this.max = max;
    }

    /** How many fills have begun: one with a higher number begins after this call. */
    long begun() {
        return begun.get();
    }

    /** The number of a fill that begins now. */
    long nextNumber() {
        return begun.incrementAndGet();
    }

    /** Takes one of the places for running fills; false when all are taken. */
    boolean tryBegin() {
        if (running.incrementAndGet() <= max) {
            return true;
        }
        running.decrementAndGet();
        return false;
    }

    /** Gives a place back. */
    void ended() {
        running.decrementAndGet();
    }

    /**
     * The fill of a key if there is one that is not superseded, else the new one that the supplier
     * makes.
     */
    Fill joinOrStart(String key, Supplier<Fill> newFill) {
        @Nullable Fill found = underWay.get(key);
        if (found != null && !found.isSuperseded()) {
            return found;
        }
        return underWay.compute(
                key, (_, other) -> other == null || other.isSuperseded() ? newFill.get() : other);
    }

    /** Takes a fill that has ended, or that nobody may join any more, off the list. */
    void remove(String key, Fill fill) {
        underWay.remove(key, fill);
    }

    /** Fills running now, those that nobody may join included. */
    int running() {
        return running.get();
    }
}
