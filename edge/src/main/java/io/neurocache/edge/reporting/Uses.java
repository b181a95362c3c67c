package io.neurocache.edge.reporting;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.store.UseTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells every few seconds how often objects were served, the most used first. What is not told in
 * one go is told in the next; what finds no room, or whose telling fails, is lost.
 *
 * <p>An object that is used here and not known to be here is noted as changed: so what is asked for
 * comes to be known, whatever was lost before.
 *
 * <p>Confined to the reporter's thread.
 */
final class Uses {
    static final Duration TELL_TIME = Duration.ofSeconds(5);

    private static final long TELL_NANOS = TELL_TIME.toNanos();

    /** So often, the trace loses little. */
    private static final long DRAIN_NANOS = Duration.ofMillis(250).toNanos();

    private static final long ANSWER_NANOS = Duration.ofSeconds(30).toNanos();

    private final UseTrace trace;
    private final Holdings holdings;
    private final ChangedKeys changed;
    private final Directory directory;
    private final BooleanSupplier isUpToDate;
    private final EdgeCounters counters;
    private final Runnable wake;
    private final UseSums sums = new UseSums();
    private Map<String, Long> telling = Map.of();
    private @Nullable Asked<List<Directory.Known>> located;
    private @Nullable Asked<Boolean> told;
    private long toldTimes;
    private long tellNanos;

    Uses(
            UseTrace trace,
            Holdings holdings,
            ChangedKeys changed,
            Directory directory,
            BooleanSupplier isUpToDate,
            EdgeCounters counters,
            Runnable wake,
            long nowNanos) {
        this.trace = trace;
        this.holdings = holdings;
        this.changed = changed;
        this.directory = directory;
        this.isUpToDate = isUpToDate;
        this.counters = counters;
        this.wake = wake;
        this.tellNanos = nowNanos + TELL_NANOS;
    }

    /** Does what can be done now; returns in how many nanoseconds there is more. */
    long round(long nowNanos) {
        trace.drain(sums::add);
        Asked<List<Directory.Known>> question = located;
        Asked<Boolean> touch = told;
        if (touch != null) {
            settle(touch, nowNanos);
        } else if (question != null) {
            settleLocated(question, nowNanos);
        } else if (nowNanos - tellNanos >= 0 && !sums.isEmpty() && isUpToDate.getAsBoolean()) {
            tellNanos = nowNanos + TELL_NANOS;
            locate(nowNanos);
        }
        return DRAIN_NANOS;
    }

    private void locate(long nowNanos) {
        Map<String, Long> used = new LinkedHashMap<>();
        int chars = 0;
        for (long taken : sums.takeLargest(Directory.MAX_TOLD)) {
            String key = holdings.keyOf(UseSums.id(taken));
            if (key != null && chars + key.length() <= Batch.MAX_CHARS) {
                chars += key.length();
                // A renewed object has another id than before.
                used.merge(key, UseSums.times(taken), Long::sum);
            }
        }
        if (used.isEmpty()) {
            return;
        }
        telling = used;
        Asked<List<Directory.Known>> question = new Asked<>(nowNanos + ANSWER_NANOS, wake);
        located = question;
        directory.locate(List.copyOf(used.keySet()), question);
    }

    private void settleLocated(Asked<List<Directory.Known>> question, long nowNanos) {
        List<Directory.Known> known = question.answer();
        if (known != null) {
            located = null;
            tell(known, nowNanos);
        } else if (question.isGivenUp(nowNanos)) {
            located = null;
            telling = Map.of();
        }
    }

    private void tell(List<Directory.Known> known, long nowNanos) {
        Map<String, Long> used = new HashMap<>(telling);
        Set<String> unknown = new HashSet<>(used.keySet());
        List<Directory.Use> uses = new ArrayList<>(known.size());
        for (Directory.Known object : known) {
            Long times = used.remove(object.key());
            if (times != null) {
                uses.add(new Directory.Use(object.key(), times));
                if (object.isHere()) {
                    unknown.remove(object.key());
                }
            }
        }
        unknown.forEach(changed::note);
        telling = Map.of();
        if (!uses.isEmpty()) {
            Asked<Boolean> question = new Asked<>(nowNanos + ANSWER_NANOS, wake);
            told = question;
            toldTimes = uses.stream().mapToLong(Directory.Use::times).sum();
            directory.touch(uses, question);
        }
    }

    private void settle(Asked<Boolean> question, long nowNanos) {
        Boolean answer = question.answer();
        if (answer == null && !question.isGivenUp(nowNanos)) {
            return;
        }
        told = null;
        if (answer != null && answer) {
            counters.usesTold.add(toldTimes);
        } else {
            counters.placementsRefused.increment();
        }
    }
}
