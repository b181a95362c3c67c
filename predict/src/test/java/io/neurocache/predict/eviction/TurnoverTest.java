package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The turnover beside what it must be. */
class TurnoverTest {
    @Test
    void ofKeysThatNeverComeBackItIsTheCapacity() {
        Turnover turnover = new Turnover(100);
        request(turnover, 1_000, 1);
        assertEquals(100, turnover.requests(), 1);
    }

    @Test
    void itIsInRequestsNotInBytes() {
        Turnover turnover = new Turnover(1_000);
        request(turnover, 1_000, 20);
        assertEquals(50, turnover.requests(), 1);
    }

    @Test
    void aSampleGivesNearlyTheSame() {
        Turnover turnover = new Turnover(50_000);
        request(turnover, 400_000, 1);
        assertEquals(50_000, turnover.requests(), 2_500);
    }

    @Test
    void untilTheCacheWouldBeFullItIsTheTime() {
        Turnover turnover = new Turnover(1_000);
        request(turnover, 300, 1);
        assertEquals(300, turnover.requests());
    }

    @Test
    void itFollowsACapacityThatShrinksOrGrows() {
        for (int[] capacities : new int[][] {{50_000, 500}, {500, 50_000}, {50_000, 49_000}}) {
            Turnover turnover = new Turnover(capacities[0]);
            SplittableRandom random = new SplittableRandom(1);
            int now = 0;
            while (now < 200_000) {
                turnover.request(random.nextLong(), 1, ++now);
            }
            turnover.capacity(capacities[1], now);
            while (now < 600_000) {
                turnover.request(random.nextLong(), 1, ++now);
            }
            assertEquals(capacities[1], turnover.requests(), capacities[1] * 0.05);
        }
    }

    private static void request(Turnover turnover, int requests, long bytes) {
        SplittableRandom random = new SplittableRandom(1);
        for (int now = 1; now <= requests; now++) {
            turnover.request(random.nextLong(), bytes, now);
        }
    }
}
