package io.neurocache.edge.reporting;

import io.neurocache.edge.cache.PendingPuts;
import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.placement.Directory;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster from time to time what became of puts whose outcome is not known, and has them
 * settled. What that leaves under a key is told as any other change. Confined to the reporter's
 * thread.
 */
final class Settlement {
    static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();
    private static final long ANSWER_NANOS = Duration.ofSeconds(30).toNanos();

    private final PendingPuts pending;
    private final Invalidations orders;
    private final ChangedKeys changed;
    private final Directory directory;
    private final BooleanSupplier isUpToDate;
    private final Runnable wake;
    private @Nullable Asked<List<Directory.Known>> asked;
    private long dueNanos;

    Settlement(
            PendingPuts pending,
            Invalidations orders,
            ChangedKeys changed,
            Directory directory,
            BooleanSupplier isUpToDate,
            Runnable wake,
            long nowNanos) {
        this.pending = pending;
        this.orders = orders;
        this.changed = changed;
        this.directory = directory;
        this.isUpToDate = isUpToDate;
        this.wake = wake;
        this.dueNanos = nowNanos;
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
            if (known == null) {
                pending.giveUp();
            } else {
                pending.settle(known, orders).forEach(changed::note);
            }
        }
        if (dueNanos - nowNanos <= 0) {
            dueNanos = nowNanos + INTERVAL_NANOS;
            // Before the question, so that what is answered is as of the lease or later.
            if (isUpToDate.getAsBoolean()) {
                ask(nowNanos);
            }
        }
        return dueNanos - nowNanos;
    }

    private void ask(long nowNanos) {
        List<String> keys = pending.begin();
        if (!keys.isEmpty()) {
            Asked<List<Directory.Known>> question = new Asked<>(nowNanos + ANSWER_NANOS, wake);
            asked = question;
            directory.locate(keys, question);
        }
    }
}
