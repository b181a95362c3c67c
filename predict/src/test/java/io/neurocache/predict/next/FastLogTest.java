package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FastLogTest {
    @Test
    void isRightToAQuarterOfAThousandth() {
        for (float x = 1e-6f; x < 1e6f; x *= 1.0007f) {
            assertEquals(Math.log(x), FastLog.ln(x), .00025, "" + x);
        }
    }

    @Test
    void logitsAreOdd() {
        assertEquals(0, FastLog.logit(.5f), .0005);
        assertEquals(FastLog.logit(.9f), -FastLog.logit(.1f), .001);
        assertEquals(Math.log(.02 / .98), FastLog.logit(.02f), .0005);
    }
}
