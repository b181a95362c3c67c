package io.neurocache.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
    private final Latencies latencies = new Latencies();
    private final long[] none = latencies.counts();

    private double quantile(double share) {
        return Latencies.quantile(none, latencies.counts(), share);
    }

    @Test
    void withoutAnyThereIsNoQuantile() {
        assertTrue(Double.isNaN(quantile(.99)));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                1_000,
                2_000,
                7_999,
                8_000,
                9_000,
                15_999,
                16_000,
                1_234_567,
                1_000_000_000,
                60_000_000_000L,
                3_600_000_000_000L
            })
    void aTimeIsRightToAnEighth(long nanos) {
        latencies.record(nanos);
        double millis = nanos / 1e6;
        assertEquals(millis, quantile(1), Math.max(millis / 8, .001));
    }

    @Test
    void lessThanNothingAndMoreThanCanBeCountedAreRecorded() {
        latencies.record(-5);
        assertEquals(.0005, quantile(1));
        latencies.record(Long.MAX_VALUE);
        assertTrue(quantile(1) > 3_600_000, "hours");
    }

    @Test
    void quantilesAreOfTheirShare() {
        for (int millis = 1; millis <= 100; millis++) {
            latencies.record(millis * 1_000_000L);
        }
        assertEquals(50, quantile(.5), 50.0 / 8);
        assertEquals(99, quantile(.99), 99.0 / 8);
        assertEquals(1, quantile(.001), 1.0 / 8);
    }

    @Test
    void onlyWhatCameBetweenTwoLooksCounts() {
        latencies.record(1_000_000_000);
        long[] earlier = latencies.counts();
        assertTrue(Double.isNaN(Latencies.quantile(earlier, latencies.counts(), .5)));
        latencies.record(1_000_000);
        assertEquals(1, Latencies.quantile(earlier, latencies.counts(), .99), 1.0 / 8);
    }

    @Test
    void countsOfAnotherKindAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Latencies.quantile(new long[1], new long[2], .5));
    }
}
