package io.neurocache.edge.reporting;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.placement.Directory;
import io.neurocache.slab.Slab;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks up keys that have changed, and tells what is held under them and what is not: one batch at
 * a time, in the order in which it was found, so that what is told last is what was found last.
 *
 * <p>A batch that was refused, or not answered, is told again until it is taken, the longer it
 * fails the more seldom; what has changed since is noted already and follows it. Bodies have to be
 * read for their hash, so many bytes a second. Large ones wait in a line of their own, with a
 * budget of its own, and hold up no small one.
 *
 * <p>Confined to the reporter's thread.
 */
final class Placements {
    /** Keys are gathered for so long. */
    static final long INTERVAL_NANOS = Duration.ofMillis(250).toNanos();

    private static final long ANSWER_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long MAX_BACK_OFF_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MAX_DOUBLINGS = 6;

    /**
     * For small bodies and for large ones each: SHA-256 of both takes a tenth of a core or less.
     */
    private static final long BYTES_PER_SECOND = 32L << 20;

    private static final long BYTES_AT_ONCE = 8L << 20;
    private static final long LARGE_BYTES = 1L << 20;
    private static final int MAX_LARGE = 1024;

    private final Holdings holdings;
    private final Aside aside;
    private final ChangedKeys changed;
    private final Directory directory;
    private final LongSupplier appliedIndex;
    private final Checks checks;
    private final EdgeCounters counters;
    private final Runnable wake;
    private final Queue<String> taken = new ArrayDeque<>();
    private final SequencedSet<String> large = new LinkedHashSet<>();
    private final Budget small;
    private final Budget much;
    private @Nullable Hashing hashing;
    private Batch batch = new Batch(0);
    private @Nullable Asked<Boolean> asked;
    private int refusals;
    private long dueNanos;

    /** What was put and has no place yet: it is looked for in between. Safe from any thread. */
    interface Aside {
        /** Whether an object lies aside for a key. */
        boolean holds(String key);

        /** It has to be settled what becomes of it. */
        void note(String key);
    }

    /**
     * Makes a teller that has nothing to tell.
     *
     * @param appliedIndex up to where the log has been applied here
     * @param checks hears of what was told
     * @param wake has {@link #round} called; from any thread
     */
    Placements(
            Holdings holdings,
            Aside aside,
            ChangedKeys changed,
            Directory directory,
            LongSupplier appliedIndex,
            Checks checks,
            EdgeCounters counters,
            Runnable wake,
            long nowNanos) {
        this.holdings = holdings;
        this.aside = aside;
        this.changed = changed;
        this.directory = directory;
        this.appliedIndex = appliedIndex;
        this.checks = checks;
        this.counters = counters;
        this.wake = wake;
        this.small = new Budget(BYTES_PER_SECOND, BYTES_AT_ONCE, nowNanos);
        this.much = new Budget(BYTES_PER_SECOND, BYTES_AT_ONCE, nowNanos);
        this.dueNanos = nowNanos;
    }

    /** Does what can be done now; returns in how many nanoseconds there is more. */
    long round(long nowNanos) {
        Asked<Boolean> question = asked;
        if (question != null && !settle(question, nowNanos)) {
            return question.left(nowNanos);
        }
        if (dueNanos - nowNanos > 0) {
            return dueNanos - nowNanos;
        }
        if (batch.isEmpty()) {
            gather(nowNanos);
        }
        if (batch.isEmpty()) {
            dueNanos = nowNanos + INTERVAL_NANOS;
            return INTERVAL_NANOS;
        }
        Asked<Boolean> next = new Asked<>(nowNanos + ANSWER_NANOS, wake);
        asked = next;
        directory.place(batch.seenIndex(), batch.placed(), batch.removed(), next);
        // Where much is waiting, the next batch goes as soon as this one is taken.
        dueNanos = nowNanos + (isBehind() ? 0 : INTERVAL_NANOS);
        return next.left(nowNanos);
    }

    private boolean isBehind() {
        return small.isLeft() && taken.size() + changed.size() >= Directory.MAX_TOLD;
    }

    /** Whether a question is over. */
    private boolean settle(Asked<Boolean> question, long nowNanos) {
        Boolean answer = question.answer();
        if (answer == null && !question.isGivenUp(nowNanos)) {
            return false;
        }
        asked = null;
        if (answer != null && answer) {
            List<Directory.Held> placed = batch.placed();
            checks.add(placed, nowNanos);
            counters.placementsTold.add(placed.size());
            counters.removalsTold.add(batch.removed().size());
            batch = new Batch(0);
            refusals = 0;
        } else {
            counters.placementsRefused.increment();
            long backOffNanos = INTERVAL_NANOS << Math.min(refusals, MAX_DOUBLINGS);
            dueNanos = nowNanos + Math.min(backOffNanos, MAX_BACK_OFF_NANOS);
            refusals++;
        }
        return true;
    }

    private void gather(long nowNanos) {
        // Before the first look: what is seen is as of here or later.
        batch = new Batch(appliedIndex.getAsLong());
        small.fill(nowNanos);
        much.fill(nowNanos);
        if (taken.isEmpty()) {
            changed.take(Directory.MAX_TOLD, taken);
        }
        while (small.isLeft() && !batch.isFull() && !taken.isEmpty()) {
            look(taken.remove());
        }
        while (much.isLeft() && !batch.isFull() && (hashing != null || !large.isEmpty())) {
            hashLarge();
        }
    }

    private void look(String key) {
        long handle = holdings.acquire(key);
        if (handle == Slab.NONE) {
            gone(key);
            return;
        }
        if (holdings.size(handle) > LARGE_BYTES) {
            holdings.release(handle);
            if (large.size() < MAX_LARGE) {
                large.add(key);
            } else {
                changed.note(key);
            }
            return;
        }
        try (Hashing whole = new Hashing(holdings, key, handle)) {
            while (!whole.isWhole()) {
                small.take(whole.step());
            }
            batch.place(key, whole.content());
        }
    }

    private void gone(String key) {
        if (aside.holds(key)) {
            // The cluster may believe rightly that it is here; noted again when that is settled.
            aside.note(key);
        } else if (isHeld(key)) {
            // It lay aside at the first look, and was under its key before the second: a removal
            // that is told now would have the next start drop what a client is putting.
            changed.note(key);
        } else {
            batch.remove(key);
        }
    }

    private boolean isHeld(String key) {
        long handle = holdings.acquire(key);
        if (handle == Slab.NONE) {
            return false;
        }
        holdings.release(handle);
        return true;
    }

    private void hashLarge() {
        Hashing running = hashing;
        if (running == null) {
            String key = large.removeFirst();
            long handle = holdings.acquire(key);
            if (handle == Slab.NONE) {
                gone(key);
            } else {
                hashing = new Hashing(holdings, key, handle);
            }
        } else if (!running.isCurrent()) {
            // It has left meanwhile, and its key is noted for that.
            close();
        } else if (running.isWhole()) {
            batch.place(running.key(), running.content());
            close();
        } else {
            much.take(running.step());
        }
    }

    /** Gives back what it holds of the slab. */
    void close() {
        if (hashing != null) {
            hashing.close();
            hashing = null;
        }
    }
}
