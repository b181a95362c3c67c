package io.neurocache.edge.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class UploadRateTest {
    private static final long SECOND = 1_000_000_000;
    private final UploadRate rate = new UploadRate(10 * SECOND, 100);

    @Test
    void nobodyIsTooSlowWithinTheGrace() {
        rate.run(0);
        assertFalse(rate.tooSlow(10 * SECOND - 1));
    }

    @Test
    void lessThanTheRateOverAGraceIsTooSlow() {
        rate.run(0);
        rate.received(999);
        assertTrue(rate.tooSlow(10 * SECOND));
    }

    @Test
    void anEarlierBurstDoesNotPayForALaterStandstill() {
        rate.run(0);
        rate.received(1_000_000);
        assertFalse(rate.tooSlow(10 * SECOND));
        assertTrue(rate.tooSlow(20 * SECOND));
    }

    @Test
    void timeInWhichTheServerDoesNotReadDoesNotCount() {
        rate.run(0);
        rate.pause();
        assertFalse(rate.tooSlow(100 * SECOND));
        rate.run(100 * SECOND);
        assertFalse(rate.tooSlow(105 * SECOND));
        assertTrue(rate.tooSlow(110 * SECOND));
    }
}
