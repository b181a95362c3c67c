package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is learnt from a sample, told by the values that the model gives afterwards. */
class OpenSamplesTest {
    private static final float TURNOVER = 100;
    private static final int NODE = 0;
    private static final float UNTAUGHT = new SurvivalModel().value(0, 0, false);
    private static final float UNTAUGHT_BOTH = new SurvivalModel().value(0, 0, true);

    private final SurvivalModel model = new SurvivalModel();
    private final OpenSamples samples = new OpenSamples(model, 8);

    OpenSamplesTest() {
        samples.forget(NODE);
        samples.add(NODE, 0, 0, 0, TURNOVER);
    }

    @Test
    void aRequestWithinTheFirstIntervalTeachesThatItCame() {
        samples.requested(NODE, 50);
        assertTrue(model.value(0, 0, false) > UNTAUGHT);
    }

    @Test
    void aRequestWithinTheSecondTeachesBothHeads() {
        samples.requested(NODE, 51);
        assertTrue(model.value(0, 0, false) < UNTAUGHT, "not within the first");
        SurvivalModel onlyFirst = new SurvivalModel();
        onlyFirst.train(0, 0, 0, false);
        onlyFirst.train(1, 0, 0, true);
        assertEquals(onlyFirst.value(0, 0, true), model.value(0, 0, true));
    }

    @Test
    void theFirstIntervalTeachesWithoutWaitingForTheSecond() {
        samples.expire(51);
        assertTrue(model.value(0, 0, false) < UNTAUGHT);
    }

    @Test
    void afterBothIntervalsNothingMoreIsLearnt() {
        samples.expire(201);
        float value = model.value(0, 0, true);
        assertTrue(value < UNTAUGHT_BOTH);
        samples.requested(NODE, 201);
        samples.expire(1_000);
        assertEquals(value, model.value(0, 0, true));
    }

    @Test
    void eachSampleOfAnObjectIsTaughtOnce() {
        samples.add(NODE, 0, 0, 10, TURNOVER);
        samples.requested(NODE, 20);
        float value = model.value(0, 0, false);
        samples.requested(NODE, 30);
        samples.expire(1_000);
        assertEquals(value, model.value(0, 0, false));
    }

    @Test
    void anotherObjectOfTheNodeTeachesNothingAboutTheFirst() {
        samples.forget(NODE);
        samples.requested(NODE, 20);
        assertEquals(UNTAUGHT, model.value(0, 0, false));
    }

    @Test
    void aFullRingTakesNoMore() {
        for (int i = 0; i < 20; i++) {
            samples.add(NODE, 0, 0, 0, TURNOVER);
        }
        samples.requested(NODE, 1);
        SurvivalModel eight = new SurvivalModel();
        for (int i = 0; i < 8; i++) {
            eight.train(0, 0, 0, true);
        }
        assertEquals(eight.value(0, 0, false), model.value(0, 0, false));
    }
}
