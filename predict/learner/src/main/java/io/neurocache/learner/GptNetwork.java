package io.neurocache.learner;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import io.neurocache.predict.gpt.GptShape;
import io.neurocache.predict.gpt.GptShape.Parameter;
import io.neurocache.predict.gpt.GptWeights;
import io.neurocache.predict.gpt.Vocabulary;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * GPT-2 over whole sequences, in PyTorch's arrays: what {@code GptGraph} of predict computes step
 * by step.
 *
 * <p>It lives as long as its manager, which is that of one step of the training: arrays are made of
 * the weights anew each time, so that no gradient, and no native memory, outlives the step.
 * Confined to one thread.
 */
final class GptNetwork {
    private static final float EPSILON = 1e-5f;

    private final NDManager manager;
    private final GptShape shape;
    private final Map<String, NDArray> parameters = new HashMap<>();
    private final NDArray rowsOfSlots;
    private final float dropout;

    /**
     * @param dropout share of numbers left out; 0 where nothing is trained
     */
    GptNetwork(NDManager manager, GptWeights weights, Vocabulary vocabulary, double dropout) {
        this.manager = manager;
        this.shape = weights.shape();
        this.dropout = (float) dropout;
        for (Parameter parameter : shape.parameters()) {
            Shape size = new Shape(parameter.longDimensions());
            NDArray array = manager.create(weights.get(parameter.name()), size);
            parameters.put(parameter.name(), array);
        }
        long[][] rows = vocabulary.rowsOfSlots();
        long[] flat = new long[rows.length * rows[0].length];
        for (int slot = 0; slot < rows.length; slot++) {
            System.arraycopy(rows[slot], 0, flat, slot * rows[0].length, rows[0].length);
        }
        this.rowsOfSlots = manager.create(flat, new Shape(rows.length, rows[0].length));
    }

    /** Has the next computation remember what the gradients need. */
    void requireGradients() {
        parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
    }

    /** The gradient of a parameter, after the backward pass. */
    float[] gradient(String name) {
        return parameter(name).getGradient().toFloatArray();
    }

    private NDArray parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** The mean loss of a batch: the negative logarithm of what the next key was given. */
    NDArray loss(Batch batch) {
        NDArray scores = scores(batch);
        NDArray targets = manager.create(batch.targets, new Shape(batch.count, batch.length, 1));
        NDArray weights = manager.create(batch.weights, new Shape(batch.count, batch.length));
        NDArray chosen = scores.logSoftmax(-1).gather(targets, 2).squeeze(2);
        return chosen.mul(weights).sum().mul((float) (-1 / Math.max(1, batch.totalWeight())));
    }

    /** [count, length, outcomes]. */
    NDArray scores(Batch batch) {
        long count = batch.count;
        long length = batch.length;
        NDArray tokens =
                manager.create(batch.tokens, new Shape(count, length, GptShape.ROWS_PER_TOKEN));
        NDArray positions = manager.create(batch.positions, new Shape(count, length));
        NDArray mask = manager.create(batch.mask(), new Shape(count, 1, length, length));
        NDArray x = sumOfRows(tokens, 2).add(rows(positions, "positions"));
        x = dropped(x);
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "layer" + layer + '.';
            NDArray attended = attention(norm(x, prefix + "norm1"), prefix, mask);
            x = x.add(dropped(linear(attended, prefix + "projection")));
            NDArray up = Activation.gelu(linear(norm(x, prefix + "norm2"), prefix + "up"));
            x = x.add(dropped(linear(up, prefix + "down")));
        }
        NDArray head =
                NDArrays.concat(new NDList(sumOfRows(rowsOfSlots, 1), parameter("other")), 0);
        return norm(x, "norm").matMul(head.transpose()).add(parameter("bias"));
    }

    private NDArray sumOfRows(NDArray rows, int axis) {
        return rows(rows, "table").sum(new int[] {axis});
    }

    private NDArray rows(NDArray rows, String table) {
        return Embedding.embedding(rows, parameter(table), SparseFormat.DENSE).singletonOrThrow();
    }

    private NDArray attention(NDArray x, String prefix, NDArray mask) {
        long count = x.getShape().get(0);
        long length = x.getShape().get(1);
        int headWidth = shape.width() / shape.heads();
        NDArray all =
                linear(x, prefix + "attention")
                        .reshape(count, length, 3, shape.heads(), headWidth)
                        .transpose(2, 0, 3, 1, 4);
        NDArray query = all.get(0);
        NDArray key = all.get(1);
        NDArray value = all.get(2);
        NDArray scores =
                query.matMul(key.transpose(0, 1, 3, 2))
                        .mul((float) (1 / Math.sqrt(headWidth)))
                        .add(mask);
        return scores.softmax(-1)
                .matMul(value)
                .transpose(0, 2, 1, 3)
                .reshape(count, length, shape.width());
    }

    private NDArray norm(NDArray x, String name) {
        return LayerNorm.layerNorm(
                        x,
                        new Shape(shape.width()),
                        parameter(name + ".scale"),
                        parameter(name + ".shift"),
                        EPSILON)
                .singletonOrThrow();
    }

    private NDArray linear(NDArray x, String name) {
        return x.matMul(parameter(name + ".weight")).add(parameter(name + ".bias"));
    }

    private NDArray dropped(NDArray x) {
        return dropout == 0 ? x : Dropout.dropout(x, dropout, true).singletonOrThrow();
    }
}
