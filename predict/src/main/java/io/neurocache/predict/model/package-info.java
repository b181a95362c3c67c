/**
 * Trained models: the files that a learner writes, and ONNX Runtime, which runs what is in them;
 * and what a value model has learnt, kept over a restart.
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
