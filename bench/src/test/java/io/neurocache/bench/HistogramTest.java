package io.neurocache.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram times = new Histogram();

    @Test
    void nothingHasNoQuantiles() {
        assertEquals(0, times.quantileNanos(500_000));
        assertEquals(0, times.maxNanos());
    }

    @Test
    void quantilesAreRoundedUpByUnderOnePercent() {
        for (int i = 1; i <= 1_000_000; i++) {
            times.add(1000L * i);
        }
        long p50 = times.quantileNanos(500_000);
        long p99 = times.quantileNanos(990_000);
        assertTrue(p50 >= 500_000_000L && p50 < 505_000_000L, () -> "p50 " + p50);
        assertTrue(p99 >= 990_000_000L && p99 < 1_000_000_000L, () -> "p99 " + p99);
        assertEquals(1_000_000_000L, times.quantileNanos(1_000_000));
        assertEquals(1_000_000, times.count());
    }

    @Test
    void theLongestAndAnImpossibleTimeAreCounted() {
        times.add(Long.MAX_VALUE);
        times.add(-1);
        assertEquals(Long.MAX_VALUE, times.quantileNanos(1_000_000));
        assertEquals(0, times.quantileNanos(500_000));
    }
}
