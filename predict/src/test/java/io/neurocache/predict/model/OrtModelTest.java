package io.neurocache.predict.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.onnx.ElementType;
import io.neurocache.predict.onnx.OnnxGraph;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrtModelTest {
    private static byte[] doubling() {
        OnnxGraph graph = new OnnxGraph("doubling");
        String x = graph.input("x", ElementType.FLOAT, OnnxGraph.BATCH);
        graph.node("Add", List.of(x, x), List.of("y"));
        graph.output("y", ElementType.FLOAT, OnnxGraph.BATCH);
        return graph.model(20, Map.of());
    }

    private static OrtModel.Input x(float... values) {
        return new OrtModel.Input.Floats(
                "x", FloatBuffer.wrap(values), List.of((long) values.length));
    }

    @Test
    void itComputes() throws ModelException {
        try (OrtModel model = OrtModel.load(doubling())) {
            assertTrue(model.has(Set.of("x"), Set.of("y")));
            assertFalse(model.has(Set.of("x", "z"), Set.of("y")));
            float[] y = new float[3];
            model.run(List.of(x(1, 2, 3)), Map.of("y", y));
            assertArrayEquals(new float[] {2, 4, 6}, y);
        }
    }

    @Test
    void aResultOfAnotherSizeIsRefused() throws ModelException {
        try (OrtModel model = OrtModel.load(doubling())) {
            assertThrows(
                    ModelException.class,
                    () -> model.run(List.of(x(1, 2, 3)), Map.of("y", new float[2])));
        }
    }

    @Test
    void whatIsNoNetworkIsRefused() {
        assertThrows(ModelException.class, () -> OrtModel.load(new byte[] {1, 2, 3}));
        byte[] cut = Arrays.copyOf(doubling(), 40);
        assertThrows(ModelException.class, () -> OrtModel.load(cut));
    }

    @Test
    void theLastReferenceClosesIt() throws ModelException {
        OrtModel model = OrtModel.load(doubling());
        assertTrue(model.retain());
        model.close();
        float[] y = new float[1];
        model.run(List.of(x(4)), Map.of("y", y));
        assertArrayEquals(new float[] {8}, y);
        model.close();
        assertFalse(model.retain(), "it is closed");
        assertThrows(IllegalStateException.class, () -> model.run(List.of(x(4)), Map.of("y", y)));
    }
}
