package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class MeterTest {
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void everyTimeFallsIntoABucketThatIsAnEighthAtMost() {
        for (long nanos = 1; nanos > 0 && nanos < Long.MAX_VALUE / 3; nanos = nanos * 3 / 2 + 1) {
            double upper = Meter.upperNanos(Meter.bucket(nanos));
            assertTrue(upper >= nanos, "below " + nanos);
            assertTrue(upper <= nanos * 1.125, "far above " + nanos);
        }
        assertEquals(0, Meter.bucket(-1), "a clock that steps back");
    }

    @Test
    void quantilesAreOfRequestsToTheStoreAlone() {
        Meter meter = new Meter(0);
        assertTrue(Double.isNaN(meter.statistics().p50Millis()));
        for (int i = 0; i < 98; i++) {
            meter.answered(Meter.Op.PUT, 1_000_000);
        }
        meter.answered(Meter.Op.GET, 100_000_000);
        meter.answered(Meter.Op.GET, 100_000_000);
        meter.answered(Meter.Op.NONE, 9_000_000_000L);

        KvStatistics told = meter.statistics();
        assertEquals(98, told.puts());
        assertEquals(2, told.gets());
        assertEquals(0, told.dels() + told.casses() + told.scans());
        assertEquals(1, told.p50Millis(), 0.125);
        assertEquals(100, told.p99Millis(), 12.5);
    }

    @Test
    void timesOfLongAgoAreForgottenAndCountsAreNot() {
        Meter meter = new Meter(0);
        meter.answered(Meter.Op.CAS, 100_000_000);
        meter.tick(MINUTE);
        assertEquals(100, meter.statistics().p50Millis(), 12.5);
        meter.answered(Meter.Op.CAS, 1_000_000);
        meter.tick(2 * MINUTE);

        assertEquals(1, meter.statistics().p99Millis(), 0.125);
        assertEquals(2, meter.statistics().casses());
    }
}
