package io.neurocache.edge.origin;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator why calls to origins fail: one line a second at most, because an origin that
 * is down fails as often as clients ask; the counters have the true number. Safe from any thread;
 * takes no lock.
 */
final class FailureLog {
    /** The least time between two lines. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private final LongSupplier nanoTime;
    private final Consumer<String> lines;
    private final AtomicLong nextNanos;
    private final AtomicLong unsaid = new AtomicLong();

    FailureLog() {
        this(System::nanoTime, LOG::warn);
    }

    /** Makes a log with a clock and a place for its lines. */
    FailureLog(LongSupplier nanoTime, Consumer<String> lines) {
        this.nanoTime = nanoTime;
        this.lines = lines;
        this.nextNanos = new AtomicLong(nanoTime.getAsLong());
    }

    /** Says what failed, or counts it for the next line. */
    void failed(OriginFailure failure) {
        long now = nanoTime.getAsLong();
        long next = nextNanos.get();
        // Of several threads at once, the one that moves the time writes the line.
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + PERIOD.toNanos())) {
            unsaid.incrementAndGet();
            return;
        }
        long others = unsaid.getAndSet(0);
        String more = others == 0 ? "" : "; and " + others + " more failures since the last line";
        lines.accept("origin " + failure.origin() + ": " + failure.detail() + more);
    }
}
