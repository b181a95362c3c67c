package io.neurocache.predict.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written is what ONNX Runtime reads. */
class OnnxGraphTest {
    private static final int OPSET = 20;

    /** y = softmax(x w + b), and the transpose of x. */
    private static byte[] model() {
        OnnxGraph graph = new OnnxGraph("test");
        String x = graph.input("x", ElementType.FLOAT, OnnxGraph.BATCH, 2);
        String w = graph.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        String b = graph.floats("b", new float[] {.5f, 0, -.5f}, 3);
        String sum = graph.node("Add", List.of(graph.node("MatMul", List.of(x, w)), b));
        graph.node("Softmax", List.of(sum), List.of("y"), new OnnxAttribute.Int("axis", -1));
        graph.node(
                "Transpose",
                List.of(x),
                List.of("t"),
                new OnnxAttribute.Ints("perm", List.of(1L, 0L)));
        graph.output("y", ElementType.FLOAT, OnnxGraph.BATCH, 3);
        graph.output("t", ElementType.FLOAT, 2, OnnxGraph.BATCH);
        return graph.model(OPSET, Map.of("b", "2", "a", "1"));
    }

    @Test
    void onnxRuntimeComputesIt() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model(), options);
                OnnxTensor x =
                        OnnxTensor.createTensor(environment, new float[][] {{1, 0}, {0, 1}});
                OrtSession.Result result = session.run(Map.of("x", x))) {
            float[][] y = (float[][]) result.get("y").orElseThrow().getValue();
            double sum = Math.exp(1.5) + Math.exp(2) + Math.exp(2.5);
            assertArrayEquals(
                    new float[] {
                        (float) (Math.exp(1.5) / sum),
                        (float) (Math.exp(2) / sum),
                        (float) (Math.exp(2.5) / sum)
                    },
                    y[0],
                    1e-6f);
            float[][] transposed = (float[][]) result.get("t").orElseThrow().getValue();
            assertArrayEquals(new float[] {1, 0}, transposed[0]);
            assertEquals("1", session.getMetadata().getCustomMetadata().get("a"));
            assertEquals("neurocache", session.getMetadata().getProducerName());
        }
    }

    @Test
    void wholeNumbersTextsAndRealsArrive() throws OrtException {
        OnnxGraph graph = new OnnxGraph("test");
        String x = graph.input("x", ElementType.INT64, OnnxGraph.BATCH);
        String table = graph.int8s("table", new byte[] {1, -2, 3, -128}, 2, 2);
        String rows = graph.node("Gather", List.of(table, x), new OnnxAttribute.Int("axis", 0));
        String reals = graph.node("Cast", List.of(rows), new OnnxAttribute.Int("to", 1));
        String axes = graph.longs("axes", new long[] {1}, 1);
        String sum =
                graph.node("ReduceSum", List.of(reals, axes), new OnnxAttribute.Int("keepdims", 0));
        String leaky = graph.node("LeakyRelu", List.of(sum), new OnnxAttribute.Real("alpha", .5f));
        graph.node(
                "Gelu",
                List.of(leaky),
                List.of("y"),
                new OnnxAttribute.Text("approximate", "none"));
        graph.output("y", ElementType.FLOAT, OnnxGraph.BATCH);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(graph.model(OPSET, Map.of()));
                OnnxTensor input = OnnxTensor.createTensor(environment, new long[] {0, 1});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            float[] y = (float[]) result.get("y").orElseThrow().getValue();
            // The rows' sums are -1 and -125; half of them; -.5 times its share of the normal
            // distribution, and nothing is left of the other.
            assertEquals(-.15427f, y[0], 1e-4f);
            assertEquals(0, y[1], 1e-4f);
        }
    }

    @Test
    void theSameCallsGiveTheSameBytes() {
        assertArrayEquals(model(), model());
        String text = new String(model(), StandardCharsets.ISO_8859_1);
        assertTrue(
                text.indexOf("\n\1a\22\0011") < text.indexOf("\n\1b\22\0012"), "metadata sorted");
    }

    @Test
    void aNameIsDefinedOnceAndBeforeItsUse() {
        OnnxGraph graph = new OnnxGraph("test");
        graph.input("x", ElementType.FLOAT, 1);
        assertThrows(IllegalArgumentException.class, () -> graph.input("x", ElementType.FLOAT, 1));
        assertThrows(IllegalArgumentException.class, () -> graph.node("Relu", List.of("later")));
        assertThrows(IllegalArgumentException.class, () -> graph.output("y", ElementType.FLOAT, 1));
    }

    @Test
    void whatOnnxRuntimeWouldComplainOfIsRefused() {
        OnnxGraph graph = new OnnxGraph("test");
        String x = graph.input("x", ElementType.FLOAT, 1);
        assertThrows(IllegalArgumentException.class, () -> graph.model(OPSET, Map.of()));
        graph.output(x, ElementType.FLOAT, 1);
        graph.floats("idle", new float[] {1}, 1);
        assertThrows(IllegalArgumentException.class, () -> graph.model(OPSET, Map.of()));
    }

    @Test
    void valuesMustFillTheirShape() {
        OnnxGraph graph = new OnnxGraph("test");
        assertThrows(IllegalArgumentException.class, () -> graph.floats("w", new float[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> graph.input("x", ElementType.FLOAT, 0));
    }
}
