package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the model makes of what it is taught. */
class SurvivalModelTest {
    private static final long OFTEN = 3L << Features.COUNT | 7L << Features.GAP;
    private static final long ONCE = 0;

    @Test
    void whatComesMoreOftenIsWorthMore() {
        SurvivalModel model = new SurvivalModel();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            model.train(0, OFTEN, 0, random.nextInt(10) < 7);
            model.train(0, ONCE, 0, random.nextInt(10) < 1);
        }
        float often = model.value(OFTEN, 0, false);
        float once = model.value(ONCE, 0, false);
        // Hits per half a turnover held: .7 / (.5 * .65) and .1 / (.5 * .95), as logarithms.
        assertTrue(Math.abs(often - 1.1) < 0.2, "often " + often);
        assertTrue(Math.abs(once + 2.25) < 0.5, "once " + once);
    }

    @Test
    void aLateEventCountsOnlyWhenBothHeadsAreBelieved() {
        SurvivalModel model = new SurvivalModel();
        for (int i = 0; i < 2_000; i++) {
            model.train(0, ONCE, 0, false);
            model.train(1, ONCE, 0, true);
        }
        assertTrue(model.value(ONCE, 0, true) > model.value(ONCE, 0, false) + 3);
    }

    @Test
    void itNeverStopsLearning() {
        SurvivalModel model = new SurvivalModel();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            model.train(0, ONCE, 0, random.nextBoolean());
        }
        float before = model.value(ONCE, 0, false);
        for (int i = 0; i < 1_000; i++) {
            model.train(0, ONCE, 0, false);
        }
        assertTrue(model.value(ONCE, 0, false) < before - 2, "before " + before);
    }

    @Test
    void weightsThatAreNoNumbersAreForgotten() {
        SurvivalModel model = new SurvivalModel();
        model.train(0, ONCE, Float.NaN, true);
        assertEquals(1, model.resets());
        assertTrue(Float.isFinite(model.value(ONCE, Float.POSITIVE_INFINITY, true)));
        assertEquals(2, model.resets());
        for (int i = 0; i < 2_000; i++) {
            model.train(0, ONCE, 0, true);
        }
        assertTrue(model.value(ONCE, 0, false) > 1, "it learns again");
    }
}
