package io.neurocache.predict.gpt;

import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a model, and so of all its weights.
 *
 * @param slots how many keys have a row of their own and can be foretold, 1 to 16,384
 * @param buckets how many rows all other keys share by hash, 1 to 4,096
 * @param features how many rows parts of paths share by hash, 1 to 16,384
 * @param context how many requests back it sees, 4 to 256
 * @param width of an embedding, a multiple of {@code heads}, 4 to 512
 * @param heads of the attention, 1 to 16
 * @param layers 1 to 12
 */
public record GptShape(
        int slots, int buckets, int features, int context, int width, int heads, int layers) {
    /** Rows that a token sums: key or bucket, three parts of the path, kind with gap. */
    public static final int ROWS_PER_TOKEN = 5;

    /** Classes of the silence before a request. */
    static final int GAPS = 8;

    static final int KINDS = 3;

    /** One matrix or vector of weights. */
    public record Parameter(String name, List<Integer> dimensions) {
        /** Copies the list. */
        public Parameter {
            dimensions = List.copyOf(dimensions);
        }

        /** How many numbers it has. */
        public int size() {
            return dimensions.stream().reduce(1, Math::multiplyExact);
        }

        /** The dimensions as the ONNX writer and DJL want them. */
        public long[] longDimensions() {
            return dimensions.stream().mapToLong(Integer::longValue).toArray();
        }
    }

    /** Checks the ranges. */
    public GptShape {
        Check.argument(slots >= 1 && slots <= 16_384, "slots", slots);
        Check.argument(buckets >= 1 && buckets <= 4_096, "buckets", buckets);
        Check.argument(features >= 1 && features <= 16_384, "features", features);
        Check.argument(context >= 4 && context <= 256, "context", context);
        Check.argument(width >= 4 && width <= 512, "width", width);
        Check.argument(heads >= 1 && heads <= 16, "heads", heads);
        Check.argument(width % heads == 0, "the width is no multiple of the heads", width);
        Check.argument(layers >= 1 && layers <= 12, "layers", layers);
    }

    /** The same with another number of slots. */
    public GptShape withSlots(int count) {
        return new GptShape(count, buckets, features, context, width, heads, layers);
    }

    /** How many rows the table of embeddings has. */
    public int rows() {
        return slots + buckets + features + KINDS * GAPS;
    }

    /** How many outcomes there are: the slots, and "a key that has none". */
    public int outcomes() {
        return slots + 1;
    }

    /** How many rows of keys and values a session keeps: its own request's come on top. */
    int cachedRows() {
        return context - 1;
    }

    /** How many numbers a session keeps. */
    int cacheSize() {
        return layers * 2 * cachedRows() * width;
    }

    /** All weights, in the order in which they are initialised and written. */
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        all.add(new Parameter("table", List.of(rows(), width)));
        all.add(new Parameter("positions", List.of(context, width)));
        all.add(new Parameter("other", List.of(1, width)));
        all.add(new Parameter("bias", List.of(outcomes())));
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "layer" + layer + '.';
            norm(all, prefix + "norm1");
            linear(all, prefix + "attention", width, 3 * width);
            linear(all, prefix + "projection", width, width);
            norm(all, prefix + "norm2");
            linear(all, prefix + "up", width, 4 * width);
            linear(all, prefix + "down", 4 * width, width);
        }
        norm(all, "norm");
        return all;
    }

    private void norm(List<Parameter> all, String name) {
        all.add(new Parameter(name + ".scale", List.of(width)));
        all.add(new Parameter(name + ".shift", List.of(width)));
    }

    private static void linear(List<Parameter> all, String name, int from, int to) {
        all.add(new Parameter(name + ".weight", List.of(from, to)));
        all.add(new Parameter(name + ".bias", List.of(to)));
    }
}
