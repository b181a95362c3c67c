/**
 * Writes networks as ONNX files, without a library: what the learner has trained, for ONNX Runtime.
 *
 * <pre>{@code
 * OnnxGraph graph = new OnnxGraph("score");
 * String x = graph.input("x", ElementType.FLOAT, OnnxGraph.BATCH, 6);
 * String w = graph.floats("w", weights, 6, 2);
 * String product = graph.node("MatMul", List.of(x, w));
 * graph.node("Softmax", List.of(product), List.of("p"), new OnnxAttribute.Int("axis", -1));
 * graph.output("p", ElementType.FLOAT, OnnxGraph.BATCH, 2);
 * byte[] file = graph.model(20, Map.of("seed", "1"));
 * }</pre>
 *
 * <p>The format is that of onnx.proto of the ONNX project (IR version 9).
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.onnx;
