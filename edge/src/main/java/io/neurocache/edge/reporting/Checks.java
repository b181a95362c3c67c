package io.neurocache.edge.reporting;

import io.neurocache.edge.placement.Directory;
import io.neurocache.slab.Slab;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks some seconds later whether what was told is known. It may not be: another edge that fetched
 * an older body tells of it later in the order of the log, and then takes it back; of bodies that
 * were fetched nobody can say which is the newer. What is held and not known is told again.
 *
 * <p>The newest of what was told is looked at, up to a bound; the rest is left to the comparisons.
 * Confined to the reporter's thread.
 */
final class Checks {
    /** Longer than others need to hear of a put, and than a lease, which shows that we heard. */
    static final Duration WAIT = Duration.ofSeconds(3);

    private static final long WAIT_NANOS = WAIT.toNanos();
    private static final long ANSWER_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MAX_KEYS = 16_384;
    private static final int MAX_CHARS = 4 << 20;
    private static final int STEP_KEYS = 500;

    private final Holdings holdings;
    private final ChangedKeys changed;
    private final Directory directory;
    private final BooleanSupplier isUpToDate;
    private final Runnable wake;
    private final Queue<Told> told = new ArrayDeque<>();
    private int chars;
    private Map<String, Directory.Content> checked = Map.of();
    private @Nullable Asked<List<Directory.Known>> asked;

    private record Told(Directory.Held held, long atNanos) {}

    Checks(
            Holdings holdings,
            ChangedKeys changed,
            Directory directory,
            BooleanSupplier isUpToDate,
            Runnable wake) {
        this.holdings = holdings;
        this.changed = changed;
        this.directory = directory;
        this.isUpToDate = isUpToDate;
        this.wake = wake;
    }

    /** These were told and taken just now. */
    void add(List<Directory.Held> placed, long nowNanos) {
        for (Directory.Held held : placed) {
            told.add(new Told(held, nowNanos));
            chars += held.key().length();
            if (told.size() > MAX_KEYS || chars > MAX_CHARS) {
                remove();
            }
        }
    }

    private Directory.Held remove() {
        Directory.Held held = told.remove().held();
        chars -= held.key().length();
        return held;
    }

    /** Does what can be done now; returns in how many nanoseconds there is more. */
    long round(long nowNanos) {
        Asked<List<Directory.Known>> question = asked;
        if (question != null) {
            List<Directory.Known> known = question.answer();
            if (known == null && !question.isGivenUp(nowNanos)) {
                return question.left(nowNanos);
            }
            asked = null;
            if (known != null) {
                compare(known);
            }
        }
        Told oldest = told.peek();
        if (oldest == null) {
            return WAIT_NANOS;
        }
        long dueNanos = oldest.atNanos() + WAIT_NANOS - nowNanos;
        if (dueNanos > 0 || !isUpToDate.getAsBoolean()) {
            return Math.max(dueNanos, Placements.INTERVAL_NANOS);
        }
        return ask(nowNanos);
    }

    private long ask(long nowNanos) {
        Map<String, Directory.Content> next = new HashMap<>();
        for (Told oldest = told.peek();
                oldest != null
                        && next.size() < STEP_KEYS
                        && oldest.atNanos() + WAIT_NANOS - nowNanos <= 0;
                oldest = told.peek()) {
            Directory.Held held = remove();
            next.put(held.key(), held.content());
        }
        checked = next;
        Asked<List<Directory.Known>> question = new Asked<>(nowNanos + ANSWER_NANOS, wake);
        asked = question;
        directory.locate(List.copyOf(next.keySet()), question);
        return question.left(nowNanos);
    }

    private void compare(List<Directory.Known> known) {
        Map<String, Directory.Content> missing = new HashMap<>(checked);
        for (Directory.Known object : known) {
            Directory.Content content = missing.get(object.key());
            if (content != null
                    && object.isHere()
                    && object.content().digest().equals(content.digest())) {
                missing.remove(object.key());
            }
        }
        for (String key : missing.keySet()) {
            long handle = holdings.acquire(key);
            if (handle != Slab.NONE) {
                holdings.release(handle);
                changed.note(key);
            }
        }
    }
}
