package io.neurocache.neurod.process;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ArrayList;
import java.util.Collections;

/**
 * How long clients had to wait: from the beginning of a fault to the first acknowledgement of a
 * write that was asked for when it had happened. (One that was asked for before could have been
 * acknowledged by whoever is gone now.) Safe from any thread.
 */
final class Recovery {
    private static final long NONE = Long.MIN_VALUE;

    private final Map<Fault, List<Long>> millis = new EnumMap<>(Fault.class);
    private Fault fault = Fault.KILL_LEADER;
    private long since = NONE;
    private long doneNanos = NONE;

    /** A fault began at this time, and has happened by now. */
    synchronized void begin(Fault what, long beganNanos) {
        fault = what;
        since = beganNanos;
        doneNanos = System.nanoTime();
    }

    /** A write was asked for, and has been acknowledged. */
    synchronized void acknowledged(long calledNanos, long nowNanos) {
        if (since != NONE && calledNanos - doneNanos >= 0) {
            millis.computeIfAbsent(fault, _ -> new ArrayList<>()).add((nowNanos - since) / 1_000_000);
            since = NONE;
        }
    }

    /** Whether a write has been acknowledged since the latest fault. */
    synchronized boolean isOver() {
        return since == NONE;
    }

    /** The times after faults of a kind, in words. */
    synchronized String times(Fault of) {
        List<Long> times = new ArrayList<>(millis.getOrDefault(of, List.of()));
        if (times.isEmpty()) {
            return "none";
        }
        Collections.sort(times);
        return "p50 %d, p99 %d ms (%d times)"
                .formatted(
                        times.get((times.size() - 1) / 2),
                        times.get((times.size() * 99 + 99) / 100 - 1),
                        times.size());
    }
}
