package io.neurocache.predict.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnnxConstantsTest {
    private static final float[] WEIGHTS = {1, -2.5f, Float.MIN_VALUE, 4};
    private static final byte[] BYTES = {1, -128, 127};

    private static byte[] model() {
        OnnxGraph graph = new OnnxGraph("test");
        String x = graph.input("x", ElementType.FLOAT, OnnxGraph.BATCH, 2);
        String w = graph.floats("w", WEIGHTS, 2, 2);
        String b = graph.int8s("b", BYTES, 3);
        String rows = graph.longs("rows", new long[] {0}, 1);
        graph.node("MatMul", List.of(x, w), List.of("y"));
        graph.node("Gather", List.of(b, rows), List.of("z"), new OnnxAttribute.Real("r", .5f));
        graph.output("y", ElementType.FLOAT, OnnxGraph.BATCH, 2);
        graph.output("z", ElementType.INT8, 1);
        return graph.model(20, Map.of("a", "1"));
    }

    @Test
    void whatWasWrittenIsReadBack() {
        OnnxConstants constants = OnnxConstants.read(model());
        assertArrayEquals(WEIGHTS, constants.floats("w", 4));
        assertArrayEquals(BYTES, constants.int8s("b", 3));
    }

    @Test
    void whatIsNotThereOrIsAnotherThingIsRefused() {
        OnnxConstants constants = OnnxConstants.read(model());
        assertThrows(IllegalArgumentException.class, () -> constants.floats("none", 4));
        assertThrows(IllegalArgumentException.class, () -> constants.floats("w", 3));
        assertThrows(IllegalArgumentException.class, () -> constants.int8s("b", 4));
        assertThrows(IllegalArgumentException.class, () -> constants.int8s("w", 16));
        assertThrows(IllegalArgumentException.class, () -> constants.floats("rows", 2));
    }

    @Test
    void aFileThatEndsInTheMiddleIsReadUpToThereOrRefused() {
        byte[] whole = model();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                OnnxConstants.read(part);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > whole.length / 2, "refused: " + refused);
    }

    @Test
    void noiseIsNoReasonToFailInAnotherWay() {
        Random random = new Random(1);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = i % 2 == 0 ? new byte[random.nextInt(200)] : model();
            if (i % 2 == 0) {
                random.nextBytes(noise);
            } else {
                noise[random.nextInt(noise.length)] = (byte) random.nextInt();
            }
            try {
                OnnxConstants.read(noise).floats("w", 4);
                read++;
            } catch (IllegalArgumentException e) {
                // The one way to fail; any other ends the test.
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        }
        assertTrue(read > 1_000, "most changes of a byte leave the constants alone: " + read);
    }
}
