package io.neurocache.edge.cache;

import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The writes of each key that are under way on this edge. One whose preconditions were looked at
 * runs alone, or another could make them untrue before it is done; the others run together, a few
 * at a time. Who comes while others wait, waits behind them.
 *
 * <p>Safe from any thread.
 */
final class Writes {
    /** So many run beside each other at the most; what each needs of its own is bounded by it. */
    static final int MAX_TOGETHER = 8;

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final int maxWaiting;

    /** How a write runs. */
    enum Manner {
        /** Beside others, {@value #MAX_TOGETHER} at most. */
        TOGETHER,
        /** By itself. */
        ALONE
    }

    private record Waiting(Manner manner, Executor later, Runnable begin) {}

    /** The writes of one key; changed only within the map's own computations. */
    private static final class Line {
        private final Queue<Waiting> waiting = new ArrayDeque<>();
        private int running;
        private boolean alone;

        boolean admits(Manner manner) {
            return running == 0 || (manner == Manner.TOGETHER && !alone && running < MAX_TOGETHER);
        }

        void admit(Manner manner) {
            running++;
            alone = manner == Manner.ALONE;
        }
    }

    /** No write; so many may wait for each key. */
    Writes(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /**
     * Begins a write: on this thread if it may run, later if it has to wait.
     *
     * @param begin ends with one {@link #leave}
     * @param later runs what begins later, and not within the call: it would be within the end of
     *     another write, and that perhaps within the end of a third
     * @return false when too many wait; then it is not begun
     */
    boolean enter(String key, Manner manner, Executor later, Runnable begin) {
        boolean[] now = {false};
        boolean[] full = {false};
        lines.compute(
                key,
                (_, old) -> {
                    Line line = old == null ? new Line() : old;
                    if (line.waiting.isEmpty() && line.admits(manner)) {
                        line.admit(manner);
                        now[0] = true;
                    } else if (line.waiting.size() >= maxWaiting) {
                        full[0] = true;
                    } else {
                        line.waiting.add(new Waiting(manner, later, begin));
                    }
                    return line;
                });
        if (now[0]) {
            begin.run();
        }
        return !full[0];
    }

    /** Ends a write, and begins those that waited for it. */
    void leave(String key) {
        List<Waiting> next = new ArrayList<>();
        lines.computeIfPresent(
                key,
                (_, line) -> {
                    Check.invariant(line.running > 0, "a write that is not under way ends");
                    line.running--;
                    while (!line.waiting.isEmpty()
                            && line.admits(line.waiting.element().manner())) {
                        Waiting first = line.waiting.remove();
                        line.admit(first.manner());
                        next.add(first);
                    }
                    return line.running == 0 ? null : line;
                });
        next.forEach(waiting -> waiting.later().execute(waiting.begin()));
    }
}
