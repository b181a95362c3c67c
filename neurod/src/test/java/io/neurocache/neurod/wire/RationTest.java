package io.neurocache.neurod.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RationTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Ration ration = new Ration(3);

    private int askTimes(int times, long nanos) {
        int sum = 0;
        for (int i = 0; i < times; i++) {
            sum += ration.ask(nanos);
        }
        return sum;
    }

    @Test
    void soManyAreLetThroughInASecond() {
        assertEquals(3, askTimes(10, 5));
        assertEquals(0, ration.ask(SECOND_NANOS - 1));
    }

    @Test
    void theFirstOfTheNextSecondStandsForThoseLeftOut() {
        askTimes(10, 5);
        assertEquals(8, ration.ask(SECOND_NANOS));
        assertEquals(1, ration.ask(SECOND_NANOS));
        assertEquals(1, ration.ask(SECOND_NANOS));
        assertEquals(0, ration.ask(SECOND_NANOS));
    }

    @Test
    void everyOneIsStoodForAtLast() {
        int all = 0;
        for (int second = 0; second < 20; second++) {
            all += askTimes(second, second * SECOND_NANOS);
        }
        all += ration.ask(100 * SECOND_NANOS);
        assertEquals(20 * 19 / 2 + 1, all);
    }

    @Test
    void aClockBelowZeroIsAClock() {
        assertEquals(3, askTimes(10, -1));
        assertEquals(8, ration.ask(0));
    }
}
