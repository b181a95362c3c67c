package io.neurocache.learner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.gpt.GptShape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamTest {
    private static final GptShape SHAPE = new GptShape(1, 1, 1, 4, 4, 1, 1);

    private final Map<String, float[]> weights = new LinkedHashMap<>();

    private Adam adam() {
        for (GptShape.Parameter parameter : SHAPE.parameters()) {
            weights.put(parameter.name(), new float[parameter.size()]);
        }
        return new Adam(SHAPE, weights);
    }

    private float[] bias() {
        return weights.getOrDefault("bias", new float[0]);
    }

    @Test
    void itFindsTheBottomOfABowl() {
        Adam adam = adam();
        for (int step = 0; step < 500; step++) {
            float[] slopes = {2 * (bias()[0] - 3), 20 * (bias()[1] + 1)};
            assertTrue(adam.step(Map.of("bias", slopes), .05), "numbers");
        }
        assertArrayEquals(new float[] {3, -1}, bias(), .05f);
    }

    @Test
    void theFirstStepIsAsLongAsTheRateWhateverTheSlope() {
        Adam adam = adam();
        adam.step(Map.of("bias", new float[] {1e3f, -.1f}), .01);
        assertEquals(-.01f, bias()[0], 1e-5f);
        // Scaled down with the other one, to a ten-thousandth, and still of full length.
        assertEquals(.01f, bias()[1], 1e-5f);
    }

    @Test
    void whatIsNoNumberChangesNothing() {
        Adam adam = adam();
        adam.step(Map.of("bias", new float[] {1, 1}), .01);
        float[] before = bias().clone();
        assertFalse(adam.step(Map.of("bias", new float[] {Float.NaN, 1}), .01), "NaN");
        assertFalse(
                adam.step(Map.of("bias", new float[] {1, Float.POSITIVE_INFINITY}), .01),
                "infinity");
        assertArrayEquals(before, bias());
    }
}
