package io.neurocache.predict.gpt;

import io.neurocache.predict.gpt.GptShape.Parameter;
import io.neurocache.predict.onnx.ElementType;
import io.neurocache.predict.onnx.OnnxAttribute;
import io.neurocache.predict.onnx.OnnxConstants;
import io.neurocache.predict.onnx.OnnxGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network of one step: a request of each of several sessions goes in, and the scores of what
 * comes next, as well as what the session has to keep, come out.
 *
 * <p>Inputs: {@code rows} [batch, 5], {@code position} [batch], {@code past} [batch, 2 layers,
 * context - 1, width]: keys and values of each layer, by position; those from the position on are
 * not looked at. Outputs: {@code scores} [batch, outcomes], {@code present} [batch, 2 layers,
 * width], which belongs into {@code past} at the position.
 *
 * <p>All shapes but the batch are fixed, so that sessions of different lengths go into one batch.
 * Confined to one thread.
 */
final class GptGraph {
    static final String ROWS = "rows";
    static final String POSITION = "position";
    static final String PAST = "past";
    static final String SCORES = "scores";
    static final String PRESENT = "present";
    static final int OPSET = 20;

    private static final String TABLE = "table";
    private static final String HEAD = "head";

    /** Behind the name of what is kept in eight bits. */
    private static final String SCALE = ".int8_scale";

    private static final float EPSILON = 1e-5f;
    private static final float NEVER = -1e9f;

    private final GptShape shape;
    private final Precision precision;
    private final OnnxGraph graph = new OnnxGraph("gpt2-step");
    private final Map<String, String> constants = new HashMap<>();
    private final List<String> present = new ArrayList<>();

    private GptGraph(GptShape shape, Precision precision) {
        this.shape = shape;
        this.precision = precision;
    }

    /** The network as an ONNX file. */
    static byte[] write(
            GptWeights weights,
            Vocabulary vocabulary,
            Precision precision,
            Map<String, String> metadata) {
        GptGraph writer = new GptGraph(weights.shape(), precision);
        writer.constants(weights, vocabulary);
        writer.build();
        return writer.graph.model(OPSET, metadata);
    }

    /**
     * The weights of a network that was written here; those of eight bits as these say.
     *
     * @throws IllegalArgumentException when it is no such network, or of another shape
     */
    static GptWeights read(byte[] onnx, GptShape shape, Precision precision) {
        OnnxConstants constants = OnnxConstants.read(onnx);
        Map<String, float[]> weights = new HashMap<>();
        for (Parameter parameter : shape.parameters()) {
            weights.put(parameter.name(), read(constants, parameter, shape, precision));
        }
        return new GptWeights(shape, weights);
    }

    private static float[] read(
            OnnxConstants constants, Parameter parameter, GptShape shape, Precision precision) {
        String name = parameter.name();
        int size = parameter.size();
        boolean isInt8 = precision == Precision.INT8;
        if (name.equals("other")) {
            return lastOfHead(constants, shape, isInt8);
        } else if (isInt8 && isMatrix(parameter)) {
            float[] scales = constants.floats(name + SCALE, width(parameter));
            return Int8Matrix.ofColumns(constants.int8s(name, size), scales);
        } else if (isInt8 && name.equals(TABLE)) {
            float[] scales = constants.floats(name + SCALE, shape.rows());
            return Int8Matrix.ofRows(constants.int8s(name, size), scales);
        }
        return constants.floats(name, size);
    }

    /** "A key without a slot" is no sum of rows: it stands in the head alone, as the last one. */
    private static float[] lastOfHead(OnnxConstants constants, GptShape shape, boolean isInt8) {
        int size = shape.outcomes() * shape.width();
        float[] last = new float[shape.width()];
        if (isInt8) {
            float[] scales = constants.floats(HEAD + SCALE, shape.outcomes());
            float[] head = Int8Matrix.ofColumns(constants.int8s(HEAD, size), scales);
            for (int i = 0; i < last.length; i++) {
                last[i] = head[i * shape.outcomes() + shape.slots()];
            }
        } else {
            float[] head = constants.floats(HEAD, size);
            System.arraycopy(head, shape.slots() * last.length, last, 0, last.length);
        }
        return last;
    }

    private static boolean isMatrix(Parameter parameter) {
        return parameter.name().endsWith(".weight");
    }

    private void constants(GptWeights weights, Vocabulary vocabulary) {
        for (Parameter parameter : shape.parameters()) {
            if (parameter.name().equals("other")) {
                continue;
            }
            float[] values = weights.get(parameter.name());
            boolean isTable = parameter.name().equals(TABLE);
            if (precision == Precision.INT8 && isMatrix(parameter)) {
                factor(parameter.name(), Int8Matrix.byColumn(values, width(parameter)));
            } else if (precision == Precision.INT8 && isTable) {
                Int8Matrix table = Int8Matrix.byRow(values, shape.width());
                graph.int8s(TABLE, table.values(), parameter.longDimensions());
                graph.floats(TABLE + SCALE, table.scales(), shape.rows(), 1);
            } else {
                graph.floats(parameter.name(), values, parameter.longDimensions());
            }
        }
        float[] head = weights.head(vocabulary.rowsOfSlots());
        if (precision == Precision.INT8) {
            factor(HEAD, Int8Matrix.byRow(head, shape.width()).transposed());
        } else {
            graph.floats(HEAD, head, shape.outcomes(), shape.width());
        }
    }

    private static int width(Parameter parameter) {
        return parameter.dimensions().getLast();
    }

    /** The right factor of a product, with a scale for each column. */
    private void factor(String name, Int8Matrix matrix) {
        graph.int8s(name, matrix.values(), matrix.rows(), matrix.columns());
        graph.floats(name + SCALE, matrix.scales(), matrix.columns());
    }

    private void build() {
        int width = shape.width();
        graph.input(ROWS, ElementType.INT64, OnnxGraph.BATCH, GptShape.ROWS_PER_TOKEN);
        graph.input(POSITION, ElementType.INT64, OnnxGraph.BATCH);
        graph.input(
                PAST,
                ElementType.FLOAT,
                OnnxGraph.BATCH,
                2L * shape.layers(),
                shape.cachedRows(),
                width);
        String rows = graph.node("Gather", List.of(TABLE, ROWS), axis(0));
        if (precision == Precision.INT8) {
            String scales = graph.node("Gather", List.of(TABLE + SCALE, ROWS), axis(0));
            rows = graph.node("Mul", List.of(real(rows), scales));
        }
        String token = graph.node("ReduceSum", List.of(rows, axes(1)), keepDims(0));
        String place = graph.node("Gather", List.of("positions", POSITION), axis(0));
        String x = graph.node("Add", List.of(token, place));
        String mask = mask();
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "layer" + layer + '.';
            String attended = attention(layer, norm(x, prefix + "norm1"), mask);
            x = graph.node("Add", List.of(x, linear(attended, prefix + "projection")));
            String up = linear(norm(x, prefix + "norm2"), prefix + "up");
            String active =
                    graph.node("Gelu", List.of(up), new OnnxAttribute.Text("approximate", "none"));
            x = graph.node("Add", List.of(x, linear(active, prefix + "down")));
        }
        String last = norm(x, "norm");
        if (precision == Precision.INT8) {
            graph.node("Add", List.of(product(last, HEAD), "bias"), List.of(SCORES));
        } else {
            OnnxAttribute isTransposed = new OnnxAttribute.Int("transB", 1);
            graph.node("Gemm", List.of(last, HEAD, "bias"), List.of(SCORES), isTransposed);
        }
        graph.node("Concat", present, List.of(PRESENT), axis(1));
        graph.output(SCORES, ElementType.FLOAT, OnnxGraph.BATCH, shape.outcomes());
        graph.output(PRESENT, ElementType.FLOAT, OnnxGraph.BATCH, 2L * shape.layers(), width);
    }

    /** [batch, 1, 1, context]: 0 for what came before and for the request itself, which is last. */
    private String mask() {
        long[] positions = new long[shape.context()];
        for (int i = 0; i < shape.cachedRows(); i++) {
            positions[i] = i;
        }
        positions[shape.cachedRows()] = -1;
        String all = graph.longs("all_positions", positions, 1, shape.context());
        String now = graph.node("Unsqueeze", List.of(POSITION, axes(1)));
        String isSeen = graph.node("Less", List.of(all, now));
        String zero = graph.floats("zero", new float[] {0}, 1);
        String never = graph.floats("never", new float[] {NEVER}, 1);
        String mask = graph.node("Where", List.of(isSeen, zero, never));
        return graph.node("Unsqueeze", List.of(mask, axes(1, 2)));
    }

    private String attention(int layer, String x, String mask) {
        String[] parts = {"query" + layer, "key" + layer, "value" + layer};
        graph.node(
                "Split",
                List.of(linear(x, "layer" + layer + ".attention")),
                List.of(parts),
                axis(1),
                new OnnxAttribute.Int("num_outputs", 3));
        String query = reshaped(parts[0], -1, shape.heads(), 1, headWidth());
        String keys = heads(withPast(parts[1], 2 * layer), 0, 2, 3, 1);
        String values = heads(withPast(parts[2], 2 * layer + 1), 0, 2, 1, 3);
        String scale = scalar("scale", (float) (1 / Math.sqrt(headWidth())));
        String scores =
                graph.node("Mul", List.of(graph.node("MatMul", List.of(query, keys)), scale));
        String shares =
                graph.node("Softmax", List.of(graph.node("Add", List.of(scores, mask))), axis(-1));
        String mixed = graph.node("MatMul", List.of(shares, values));
        return reshaped(mixed, -1, shape.width());
    }

    /** [batch, context, width]: what the session kept, and behind it what comes on top. */
    private String withPast(String now, int index) {
        String row = graph.node("Unsqueeze", List.of(now, axes(1)));
        present.add(row);
        String number = "index" + index;
        graph.longs(number, new long[] {index});
        String past = graph.node("Gather", List.of(PAST, number), axis(1));
        return graph.node("Concat", List.of(past, row), axis(1));
    }

    private String heads(String x, long... permutation) {
        String split = reshaped(x, -1, shape.context(), shape.heads(), headWidth());
        List<Long> order = new ArrayList<>();
        for (long axis : permutation) {
            order.add(axis);
        }
        return graph.node("Transpose", List.of(split), new OnnxAttribute.Ints("perm", order));
    }

    private String norm(String x, String name) {
        return graph.node(
                "LayerNormalization",
                List.of(x, name + ".scale", name + ".shift"),
                axis(-1),
                new OnnxAttribute.Real("epsilon", EPSILON));
    }

    private String linear(String x, String name) {
        if (precision == Precision.INT8) {
            return graph.node("Add", List.of(product(x, name + ".weight"), name + ".bias"));
        }
        return graph.node("Gemm", List.of(x, name + ".weight", name + ".bias"));
    }

    /** Both factors in eight bits, the sum of products in 32: x gets its scale at each run. */
    private String product(String x, String weights) {
        String[] parts = {x + "_int8", x + "_scale", x + "_zero"};
        graph.node("DynamicQuantizeLinear", List.of(x), List.of(parts));
        String sum = graph.node("MatMulInteger", List.of(parts[0], weights, parts[2]));
        String scale = graph.node("Mul", List.of(parts[1], weights + SCALE));
        return graph.node("Mul", List.of(real(sum), scale));
    }

    private String real(String x) {
        return graph.node("Cast", List.of(x), OnnxAttribute.type("to", ElementType.FLOAT));
    }

    private String reshaped(String x, long... dimensions) {
        StringBuilder name = new StringBuilder("shape");
        for (long dimension : dimensions) {
            name.append('_').append(dimension);
        }
        String to =
                constants.computeIfAbsent(
                        name.toString(), key -> graph.longs(key, dimensions, dimensions.length));
        return graph.node("Reshape", List.of(x, to));
    }

    private String axes(long... axes) {
        StringBuilder name = new StringBuilder("axes");
        for (long axis : axes) {
            name.append('_').append(axis);
        }
        return constants.computeIfAbsent(
                name.toString(), key -> graph.longs(key, axes, axes.length));
    }

    private String scalar(String name, float value) {
        return constants.computeIfAbsent(name, key -> graph.floats(key, new float[] {value}, 1));
    }

    private int headWidth() {
        return shape.width() / shape.heads();
    }

    private static OnnxAttribute axis(long axis) {
        return new OnnxAttribute.Int("axis", axis);
    }

    private static OnnxAttribute keepDims(long value) {
        return new OnnxAttribute.Int("keepdims", value);
    }
}
