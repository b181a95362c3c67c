package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is kept of requests, in two words. */
class HistoriesTest {
    private static final float TURNOVERS = 1 / 100f;

    private final Histories histories = new Histories();

    @Test
    void gapsCountsAndTimesAreKept() {
        histories.begin(5, 1_000);
        histories.request(5, 1_000, TURNOVERS);
        assertEquals(1, histories.count(5));
        assertTrue(histories.gap(5) < 0, "no gap yet");
        histories.request(5, 1_063, TURNOVERS);
        assertEquals(6, histories.gap(5), 0.2);
        assertEquals(1_063, histories.last(5));
        assertEquals(2, histories.count(5));
        for (int i = 0; i < 200; i++) {
            histories.request(5, 1_100 + i, TURNOVERS);
        }
        assertEquals(127, histories.count(5));
        assertEquals(1, histories.gap(5), 0.2);
    }

    @Test
    void ratesDecay() {
        histories.begin(0, 0);
        for (int now = 0; now < 300; now++) {
            histories.request(0, now, TURNOVERS);
        }
        // Little is gone by so slow a decay, and it goes on going.
        float rate = histories.longRate(0, 0, TURNOVERS);
        assertEquals(Math.log(300) / Math.log(2), rate, 0.5);
        assertEquals(rate - 2, histories.longRate(0, 6_400, TURNOVERS), 0.01);
        histories.request(0, 300 + 32_000_000, TURNOVERS);
        assertEquals(0, histories.longRate(0, 0, TURNOVERS), 0.01);
    }

    @Test
    void timesMayWrapAndNeighboursAreLeftAlone() {
        histories.begin(1, Integer.MAX_VALUE);
        histories.begin(2, 7);
        histories.request(1, Integer.MAX_VALUE, TURNOVERS);
        histories.request(1, Integer.MIN_VALUE + 9, TURNOVERS);
        assertEquals(Integer.MIN_VALUE + 9, histories.last(1));
        assertEquals(Math.log(11) / Math.log(2), histories.gap(1), 0.2);
        assertEquals(7, histories.last(2));
        assertEquals(0, histories.count(2));
        histories.begin(1, 8);
        assertEquals(0, histories.count(1));
    }
}
