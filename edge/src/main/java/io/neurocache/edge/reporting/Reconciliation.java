package io.neurocache.edge.reporting;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.placement.Directory;
import io.neurocache.slab.Slab;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares what this edge holds with what the cluster believes: at the start, when notes of changes
 * were lost for want of room, and from time to time, for whatever else may have been lost. What
 * differs is noted as changed, and told as any other change.
 *
 * <p>First it goes over what the cluster knows and looks for it here; then over what is here and
 * asks the cluster for it. What is known with the same size is taken at its word. It goes in small
 * steps with pauses between them, and waits while many changes wait to be told.
 *
 * <p>It asks this node's own copy of what the cluster knows, which must not be older than what this
 * edge was told to be known: it begins only some time after there was cause to, and goes on only
 * while the copy is known to be up to date, which a lease shows.
 *
 * <p>Confined to the reporter's thread.
 */
final class Reconciliation {
    /** Longer than a lease: a lease held then was asked for after all that went before. */
    static final long SETTLE_NANOS = Duration.ofSeconds(2).toNanos();

    static final long PERIOD_NANOS = Duration.ofMinutes(15).toNanos();
    static final long STEP_NANOS = Duration.ofMillis(50).toNanos();
    private static final int STEP_OBJECTS = 500;
    private static final long ANSWER_NANOS = Duration.ofSeconds(30).toNanos();

    /** While more changes than this wait, it waits too. */
    private static final int MAX_WAITING = 4096;

    /**
     * The most objects one comparison finds to be told: the catalog forgets what is used least, and
     * must not be told all of that again each time. What is asked for comes to be known anyway.
     */
    private static final int MAX_UNKNOWN = 200_000;

    private final Holdings holdings;
    private final ChangedKeys changed;
    private final Directory directory;
    private final BooleanSupplier isUpToDate;
    private final EdgeCounters counters;
    private final Runnable wake;
    private Stage stage = Stage.IDLE;
    private long stepNanos;
    private String after = "";
    private int position;
    private int unknown;
    private Map<String, Long> seen = Map.of();
    private @Nullable Asked<List<Directory.Known>> asked;

    private enum Stage {
        /** Until there is cause, at {@code stepNanos} the latest. */
        IDLE,
        /** Over what the cluster knows. */
        LISTING,
        /** Over what is here. */
        WALKING
    }

    /** Is to begin soon. */
    Reconciliation(
            Holdings holdings,
            ChangedKeys changed,
            Directory directory,
            BooleanSupplier isUpToDate,
            EdgeCounters counters,
            Runnable wake,
            long nowNanos) {
        this.holdings = holdings;
        this.changed = changed;
        this.directory = directory;
        this.isUpToDate = isUpToDate;
        this.counters = counters;
        this.wake = wake;
        this.stepNanos = nowNanos + SETTLE_NANOS;
    }

    /** Does what can be done now; returns in how many nanoseconds there is more. */
    long round(long nowNanos) {
        if (changed.takeOverflow()) {
            // Also one that is under way: what was forgotten may lie behind it.
            begin(Stage.IDLE, nowNanos + SETTLE_NANOS);
            asked = null;
        }
        Asked<List<Directory.Known>> question = asked;
        if (question != null) {
            List<Directory.Known> known = question.answer();
            if (known == null && !question.isGivenUp(nowNanos)) {
                return question.left(nowNanos);
            }
            asked = null;
            if (known != null) {
                compare(known, nowNanos);
            }
        }
        if (stepNanos - nowNanos <= 0) {
            stepNanos = nowNanos + STEP_NANOS;
            if (isUpToDate.getAsBoolean() && changed.size() <= MAX_WAITING) {
                step(nowNanos);
            }
        }
        return stepNanos - nowNanos;
    }

    private void begin(Stage next, long atNanos) {
        stage = next;
        stepNanos = atNanos;
        after = "";
        position = 1;
        seen = Map.of();
    }

    private void step(long nowNanos) {
        switch (stage) {
            case IDLE -> {
                unknown = 0;
                begin(Stage.LISTING, nowNanos);
            }
            case LISTING -> directory.list(after, STEP_OBJECTS, ask(nowNanos));
            case WALKING -> walk(nowNanos);
        }
    }

    private Asked<List<Directory.Known>> ask(long nowNanos) {
        Asked<List<Directory.Known>> question = new Asked<>(nowNanos + ANSWER_NANOS, wake);
        asked = question;
        return question;
    }

    private void compare(List<Directory.Known> known, long nowNanos) {
        switch (stage) {
            case IDLE -> {}
            case LISTING -> {
                if (known.isEmpty()) {
                    begin(Stage.WALKING, nowNanos + STEP_NANOS);
                } else {
                    known.forEach(this::lookFor);
                    after = known.getLast().key();
                }
            }
            case WALKING -> compareSeen(known, nowNanos);
        }
    }

    private void lookFor(Directory.Known known) {
        if (!known.isHere()) {
            return;
        }
        long handle = holdings.acquire(known.key());
        boolean isSame = handle != Slab.NONE && holdings.size(handle) == known.content().size();
        if (handle != Slab.NONE) {
            holdings.release(handle);
        }
        if (!isSame) {
            note(known.key());
        }
    }

    private void note(String key) {
        counters.reconciled.increment();
        changed.note(key);
    }

    private void walk(long nowNanos) {
        Map<String, Long> slice = new HashMap<>();
        int[] chars = {0};
        int next = position;
        // One by one, as a key may be long.
        for (int n = 0; n < STEP_OBJECTS && next != 0 && chars[0] < Batch.MAX_CHARS; n++) {
            next =
                    holdings.visit(
                            next,
                            1,
                            (key, size) -> {
                                slice.put(key, size);
                                chars[0] += key.length();
                            });
        }
        position = next;
        seen = slice;
        directory.locate(List.copyOf(slice.keySet()), ask(nowNanos));
    }

    private void compareSeen(List<Directory.Known> known, long nowNanos) {
        Map<String, Long> missing = new HashMap<>(seen);
        for (Directory.Known object : known) {
            if (object.isHere()) {
                missing.remove(object.key(), object.content().size());
            }
        }
        for (String key : missing.keySet()) {
            if (unknown < MAX_UNKNOWN) {
                unknown++;
                note(key);
            }
        }
        if (position == 0) {
            counters.reconciliations.increment();
            begin(Stage.IDLE, nowNanos + PERIOD_NANOS);
        }
    }
}
