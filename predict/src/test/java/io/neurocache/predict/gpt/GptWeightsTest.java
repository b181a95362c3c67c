package io.neurocache.predict.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GptWeightsTest {
    private static final int WIDTH = TestModels.SHAPE.width();

    private static float[] row(GptWeights weights, int row) {
        return Arrays.copyOfRange(weights.get("table"), row * WIDTH, (row + 1) * WIDTH);
    }

    @Test
    void slotsThatMeanTheSameKeepTheirRowsAndAllElseMovesBehindThem() {
        Vocabulary before = TestModels.vocabulary();
        GptWeights weights = TestModels.weights(3);
        // Two more slots and three new keys: the third takes the first slot that is not hot.
        List<String> hottest =
                List.of("/new/1", "/new/2", "/new/3", before.slots().getFirst().key());
        Vocabulary now = before.refreshed(hottest, 18);
        GptWeights next = weights.refreshed(before, now, new Random(1));
        assertEquals(18, next.shape().slots());
        assertArrayEquals(row(weights, 0), row(next, 0));
        assertEquals("/new/3", now.slots().get(1).key());
        for (float value : row(next, 1)) {
            assertTrue(Math.abs(value) < .1, "a new slot begins small: " + value);
        }
        assertArrayEquals(row(weights, 2), row(next, 2));
        for (int row = 16; row < TestModels.SHAPE.rows(); row++) {
            assertArrayEquals(row(weights, row), row(next, row + 2), "row " + row);
        }
        float[] old = weights.get("bias");
        float[] bias = next.get("bias");
        assertArrayEquals(Arrays.copyOf(old, 16), Arrays.copyOf(bias, 16));
        float least = Math.min(0, (float) least(old));
        assertEquals(least, bias[16]);
        assertEquals(least, bias[17]);
        assertEquals(old[16], bias[18], "the outcome without a slot stays the last one");
        assertArrayEquals(weights.get("layer1.up.weight"), next.get("layer1.up.weight"));
    }

    private static double least(float[] bias) {
        double least = 0;
        for (int slot = 0; slot < 16; slot++) {
            least = Math.min(least, bias[slot]);
        }
        return least;
    }
}
