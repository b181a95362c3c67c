package io.neurocache.edge.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    private static final OriginFailure FAILURE =
            new OriginFailure(OriginFailure.Kind.TIMEOUT, "a.example:80", "no answer in 500 ms");

    /** A clock near its overflow, which System.nanoTime may have. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);

    private final List<String> lines = new ArrayList<>();
    private final FailureLog log = new FailureLog(now::get, lines::add);

    @Test
    void theFirstFailureIsSaidAtOnceWithOriginAndReason() {
        log.failed(FAILURE);
        assertEquals(List.of("origin a.example:80: no answer in 500 ms"), lines);
    }

    @Test
    void theOthersOfThePeriodAreCountedInTheNextLine() {
        for (int i = 0; i < 1000; i++) {
            log.failed(FAILURE);
        }
        assertEquals(1, lines.size());
        now.addAndGet(FailureLog.PERIOD.toNanos());
        log.failed(FAILURE);
        log.failed(FAILURE);
        assertEquals(2, lines.size());
        assertEquals(
                "origin a.example:80: no answer in 500 ms; and 999 more failures since the last"
                        + " line",
                lines.getLast());
    }
}
