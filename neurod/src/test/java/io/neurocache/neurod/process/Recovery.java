package io.neurocache.neurod.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long clients had to wait: from the beginning of a fault to the first acknowledgement of a
 * write that was asked for when it had happened. (One that was asked for before could have been
 * acknowledged by whoever is gone now.) Safe from any thread.
 */
final class Recovery {
    private static final long NONE = Long.MIN_VALUE;

    private final Map<String, List<Long>> millis = new TreeMap<>();
    private String fault = "";
    private long since = NONE;
    private long doneNanos = NONE;

    /** A fault of this kind began at this time, and has happened by now. */
    synchronized void begin(String what, long beganNanos) {
        fault = what;
        since = beganNanos;
        doneNanos = System.nanoTime();
    }

    /** A write was asked for, and has been acknowledged. */
    synchronized void acknowledged(long calledNanos, long nowNanos) {
        if (since != NONE && calledNanos - doneNanos >= 0) {
            millis.computeIfAbsent(fault, _ -> new ArrayList<>())
                    .add((nowNanos - since) / 1_000_000);
            since = NONE;
        }
    }

    /** Whether a write has been acknowledged since the latest fault. */
    synchronized boolean isOver() {
        return since == NONE;
    }

    /** The times after faults of each kind, a line each. */
    synchronized String times() {
        StringBuilder lines = new StringBuilder();
        millis.forEach((what, times) -> {
            List<Long> sorted = times.stream().sorted().toList();
            lines.append("\n  after ").append(what).append(": p50 ");
            lines.append(sorted.get((sorted.size() - 1) / 2)).append(", p99 ");
            lines.append(sorted.get((sorted.size() * 99 + 99) / 100 - 1));
            lines.append(" ms of ").append(sorted.size());
        });
        return lines.toString();
    }
}
