package io.neurocache.edge.reporting;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to the directory: the answer is kept until its asker looks. Safe from any thread;
 * the first answer counts, and one to a question that was given up goes nowhere.
 *
 * @param <T> what is answered
 */
final class Asked<T> implements Consumer<T> {
    private final AtomicReference<@Nullable T> answer = new AtomicReference<>();
    private final long deadlineNanos;
    private final Runnable wake;

    /**
     * Begins to wait.
     *
     * @param deadlineNanos when the asker gives up, by its own clock
     * @param wake has the asker look
     */
    Asked(long deadlineNanos, Runnable wake) {
        this.deadlineNanos = deadlineNanos;
        this.wake = wake;
    }

    @Override
    public void accept(T given) {
        if (answer.compareAndSet(null, given)) {
            wake.run();
        }
    }

    /** The answer; null while there is none. */
    @Nullable T answer() {
        return answer.get();
    }

    /** Whether there is no answer and it is time to give up. */
    boolean isGivenUp(long nowNanos) {
        return answer.get() == null && nowNanos - deadlineNanos >= 0;
    }

    /** Nanoseconds until it is given up. */
    long left(long nowNanos) {
        return Math.max(0, deadlineNanos - nowNanos);
    }
}
