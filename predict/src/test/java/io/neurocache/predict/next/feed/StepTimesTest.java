package io.neurocache.predict.next.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StepTimesTest {
    @Test
    void quantilesAreRightToAFifth() {
        StepTimes times = new StepTimes();
        assertTrue(Double.isNaN(times.micros(.5)));
        for (int micros = 1; micros <= 1_000; micros++) {
            times.add(micros * 1_000L);
        }
        assertEquals(500, times.micros(.5), 100);
        assertEquals(990, times.micros(.99), 200);
    }

    @Test
    void anythingCanBeAdded() {
        StepTimes times = new StepTimes();
        times.add(0);
        times.add(Long.MAX_VALUE);
        assertTrue(times.micros(1) > 1e8);
    }
}
