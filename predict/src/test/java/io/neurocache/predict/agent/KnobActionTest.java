package io.neurocache.predict.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.Knobs;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What an action does to the knobs, and that none gets beyond their bounds. */
class KnobActionTest {
    @Test
    void doingNothingIsTheFirstAction() {
        assertEquals(KnobAction.NONE, KnobAction.of(0));
        assertEquals(Knobs.DEFAULT, KnobAction.NONE.apply(Knobs.DEFAULT));
        assertEquals(KnobAction.NONE, KnobAgent.STILL.act(new float[Observer.LENGTH], 1));
    }

    @Test
    void eachHasItsOpposite() {
        for (int up = 1; up < KnobAction.count(); up += 2) {
            Knobs there = KnobAction.of(up).apply(Knobs.DEFAULT);
            Knobs other = KnobAction.of(up + 1).apply(Knobs.DEFAULT);
            Knobs back = KnobAction.of(up + 1).apply(there);
            boolean moves = !there.equals(Knobs.DEFAULT) || !other.equals(Knobs.DEFAULT);
            assertTrue(moves, KnobAction.of(up) + " and its opposite do nothing");
            if (!there.equals(Knobs.DEFAULT) && KnobAction.of(up) != KnobAction.RATE_UP) {
                assertEquals(Knobs.DEFAULT, back);
            }
        }
    }

    @Test
    void whateverIsDoneTheKnobsStayWithinTheirBounds() {
        SplittableRandom random = new SplittableRandom(1);
        Knobs knobs = Knobs.DEFAULT;
        for (int i = 0; i < 10_000; i++) {
            knobs = KnobAction.of(random.nextInt(KnobAction.count())).apply(knobs);
            assertTrue(Math.abs(knobs.sizeExponent()) <= 0.3f, knobs.toString());
            assertTrue(Math.abs(knobs.admissionMargin()) <= 0.5f, knobs.toString());
            assertTrue(knobs.learningRate() >= 0.02f && knobs.learningRate() <= 0.3f);
            assertTrue(knobs.heads() == 1 || knobs.heads() == 2);
            assertTrue(knobs.preloadShare() >= 0 && knobs.preloadShare() <= 1);
        }
    }

    @Test
    void whatIsNoNumberBecomesTheDefault() {
        Knobs wild = new Knobs(Float.NaN, Float.NaN, Float.NaN, 7, Float.NaN);
        assertEquals(Knobs.DEFAULT, wild);
        Knobs infinite =
                new Knobs(
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.POSITIVE_INFINITY,
                        -1,
                        Float.NEGATIVE_INFINITY);
        assertEquals(new Knobs(0.3f, -0.5f, 0.3f, 1, 0), infinite);
    }
}
