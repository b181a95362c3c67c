/**
 * Trained models: the file that a learner writes, and ONNX Runtime, which runs what is in it.
 *
 * <pre>{@code
 * ModelFile file = ModelFile.read(path);
 * try (OrtModel model = OrtModel.load(file.onnx())) {
 *     ...
 * }
 * }</pre>
 *
 * <p>A model comes from another process, by way of other nodes: nothing in it is believed.
 */
@org.jspecify.annotations.NullMarked
package io.neurocache.predict.model;
