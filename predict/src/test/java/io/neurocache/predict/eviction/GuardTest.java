package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Who is put in charge, and when. */
class GuardTest {
    private static final double TURNOVER = 100;

    private final Guard guard = new Guard(Objective.OBJECTS);

    @Test
    void aGrossFailureIsFoundOutAfterTwoWindows() {
        windows(1, 0.2, 0.9, 0.4, 0);
        assertEquals(Expert.LEARNED, guard.live());
        windows(1, 0.2, 0.9, 0.4, 0);
        assertEquals(Expert.S3FIFO, guard.live());
        assertEquals(1, stats().fallbacks());
    }

    @Test
    void theBetterShadowTakesOver() {
        windows(3, 0.1, 0.3, 0.9, 0);
        assertEquals(Expert.LRU, guard.live());
    }

    @Test
    void aSmallFailureIsFoundOutInTheLongRun() {
        windows(10, 0.50, 0.52, 0.4, 0);
        assertEquals(Expert.LEARNED, guard.live());
        windows(100, 0.50, 0.52, 0.4, 0);
        assertEquals(Expert.S3FIFO, guard.live());
    }

    @Test
    void aLossWithinTheMarginIsBorne() {
        for (int i = 0; i < 5_000; i++) {
            windows(1, 0.6, 0.604, 0.5, 0);
            windows(1, 0.6, 0.6, 0.5, 0);
        }
        assertEquals(Expert.LEARNED, guard.live());
    }

    @Test
    void aBadMomentBetweenGoodTimesIsForgiven() {
        for (int i = 0; i < 100; i++) {
            windows(1, 0.1, 0.5, 0.1, 0);
            windows(3, 0.6, 0.4, 0.3, 0);
        }
        assertEquals(Expert.LEARNED, guard.live());
    }

    @Test
    void theModelComesBackWhenItsShadowWinsAndItHasWaited() {
        windows(2, 0.1, 0.9, 0.1, 0);
        windows(14, 0.5, 0.5, 0.1, 0.9);
        assertEquals(Expert.S3FIFO, guard.live());
        windows(4, 0.5, 0.5, 0.1, 0.9);
        assertEquals(Expert.LEARNED, guard.live());
        assertEquals(1, stats().returns());
    }

    @Test
    void eachTimeItWaitsLonger() {
        long before = 0;
        for (int trial = 0; trial < 4; trial++) {
            windows(3, 0.1, 0.9, 0.1, 0);
            assertEquals(Expert.S3FIFO, guard.live());
            long waited = 0;
            while (guard.live() != Expert.LEARNED) {
                windows(1, 0.5, 0.5, 0.1, 0.9);
                waited++;
            }
            assertTrue(waited > 2 * before, waited + " after " + before);
            before = waited;
        }
    }

    @Test
    void nothingHugeDecidesAlone() {
        windows(4, 0.6, 0.5, 0.4, 0);
        guard.request(1e9, false);
        guard.hit(Expert.LRU, 1e9);
        windows(100, 0.6, 0.5, 0.4, 0);
        assertEquals(Expert.LEARNED, guard.live());
    }

    @Test
    void itTellsTheRatios() {
        windows(200, 0.6, 0.5, 0.4, 0);
        GuardStats stats = stats();
        assertEquals(0.6, stats.liveHitRatio(), 0.01);
        assertEquals(0.6, stats.learnedHitRatio(), 0.01);
        assertEquals(0.5, stats.s3fifoHitRatio(), 0.01);
        assertEquals(0.4, stats.lruHitRatio(), 0.01);
        assertEquals(200 * Guard.WINDOW, stats.sampledRequests());
    }

    private GuardStats stats() {
        return guard.stats(0, 0);
    }

    private void windows(int count, double live, double s3fifo, double lru, double learned) {
        for (int window = 0; window < count; window++) {
            for (int i = 0; i < Guard.WINDOW; i++) {
                double at = (double) i / Guard.WINDOW;
                guard.request(1, at < live);
                hit(Expert.S3FIFO, at < s3fifo);
                hit(Expert.LRU, at < lru);
                hit(Expert.LEARNED, at < learned);
                guard.decide(TURNOVER);
            }
        }
    }

    private void hit(Expert expert, boolean hits) {
        if (hits) {
            guard.hit(expert, 1);
        }
    }
}
