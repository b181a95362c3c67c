package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How far the tables are from the functions. */
class FastLogTest {
    @Test
    void logarithmsAreGoodToAThousandth() {
        for (float x = 1e-6f; x < 1e9f; x *= 1.0137f) {
            assertEquals(Math.log(x) / Math.log(2), FastLog.log2(x), 0.001, "x " + x);
        }
    }

    @Test
    void powersAreGoodToAThousandth() {
        for (float x = -40; x < 40; x += 0.0137f) {
            double exact = Math.pow(2, x);
            assertEquals(exact, FastLog.exp2(x), exact * 0.001, "x " + x);
        }
    }

    @Test
    void powersAreBounded() {
        assertEquals(FastLog.exp2(-120), FastLog.exp2(-1e6f));
        assertEquals(FastLog.exp2(120), FastLog.exp2(1e6f));
    }

    @Test
    void theLogisticFunctionIsGoodToATenThousandth() {
        for (float x = -20; x < 20; x += 0.0137f) {
            assertEquals(1 / (1 + Math.exp(-x)), FastLog.logistic(x), 0.0001, "x " + x);
        }
    }

    @Test
    void rootsAreGoodToTwoThousandths() {
        for (float x = 1; x < 1e6f; x *= 1.0137f) {
            double exact = 1 / Math.sqrt(x);
            assertEquals(exact, FastLog.inverseRoot(x), exact * 0.002, "x " + x);
        }
    }

    @Test
    void floorRoundsDownBelowZeroToo() {
        assertEquals(-1, FastLog.floor(-0.25f));
        assertEquals(0, FastLog.floor(0.25f));
        assertEquals(-3, FastLog.floor(-3));
    }
}
