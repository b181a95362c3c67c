package io.neurocache.predict.onnx;

import io.neurocache.slab.Check;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts a network together, in the order of its computation, and writes it as an ONNX file.
 *
 * <p>Everything has a name; a name is given once, and used after that. The same calls give the same
 * bytes. Confined to one thread. All methods throw IllegalArgumentException for a name that is
 * unknown or taken, and for values that do not fill their shape.
 */
public final class OnnxGraph {
    /** A dimension that each run chooses, the same in all tensors that have it. */
    public static final long BATCH = -1;

    private static final int IR_VERSION = 9;
    private static final String BATCH_NAME = "batch";

    private final String graphName;
    private final List<ProtobufMessage> nodes = new ArrayList<>();
    private final List<ProtobufMessage> constants = new ArrayList<>();
    private final List<ProtobufMessage> inputs = new ArrayList<>();
    private final List<ProtobufMessage> outputs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> unused = new HashSet<>();

    /** Begins an empty graph. */
    public OnnxGraph(String name) {
        this.graphName = name;
    }

    /**
     * Declares what a run is given.
     *
     * @param dimensions each 1 or more, or {@link #BATCH}
     * @return the name
     */
    public String input(String name, ElementType type, long... dimensions) {
        define(name);
        inputs.add(valueInfo(name, type, dimensions));
        return name;
    }

    /** Declares that a value which has been computed is a result of the run. */
    public void output(String name, ElementType type, long... dimensions) {
        use(name);
        outputs.add(valueInfo(name, type, dimensions));
    }

    /** Adds constant numbers, copied; returns the name. */
    public String floats(String name, float[] values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES);
        raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return constant(name, ElementType.FLOAT, values.length, raw.array(), dimensions);
    }

    /** Adds constant whole numbers, copied; returns the name. No dimensions make a scalar. */
    public String longs(String name, long[] values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES);
        raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
        return constant(name, ElementType.INT64, values.length, raw.array(), dimensions);
    }

    /** Adds constant bytes, copied; returns the name. */
    public String int8s(String name, byte[] values, long... dimensions) {
        return constant(name, ElementType.INT8, values.length, values, dimensions);
    }

    private String constant(
            String name, ElementType type, int count, byte[] raw, long[] dimensions) {
        long product = 1;
        for (long dimension : dimensions) {
            product = Math.multiplyExact(product, dimension);
        }
        Check.argument(product == count, "values do not fill their shape", count);
        define(name);
        unused.add(name);
        ProtobufMessage tensor = new ProtobufMessage();
        for (long dimension : dimensions) {
            tensor.number(1, dimension);
        }
        constants.add(tensor.number(2, type.number).text(8, name).bytes(9, raw));
        return name;
    }

    /** Adds a node with one result, which gets a name of its own; returns that. */
    public String node(String operator, List<String> arguments, OnnxAttribute... attributes) {
        String result = operator + '_' + nodes.size();
        node(operator, arguments, List.of(result), attributes);
        return result;
    }

    /** Adds a node whose results are named. */
    public void node(
            String operator,
            List<String> arguments,
            List<String> results,
            OnnxAttribute... attributes) {
        ProtobufMessage node = new ProtobufMessage();
        for (String argument : arguments) {
            use(argument);
            node.text(1, argument);
        }
        for (String result : results) {
            define(result);
            node.text(2, result);
        }
        node.text(3, "node_" + nodes.size()).text(4, operator);
        for (OnnxAttribute attribute : attributes) {
            node.message(5, attribute(attribute));
        }
        nodes.add(node);
    }

    private static ProtobufMessage attribute(OnnxAttribute attribute) {
        ProtobufMessage message = new ProtobufMessage().text(1, attribute.name());
        return switch (attribute) {
            case OnnxAttribute.Real(_, float value) -> message.real(2, value).number(20, 1);
            case OnnxAttribute.Int(_, long value) -> message.number(3, value).number(20, 2);
            case OnnxAttribute.Text(_, String value) -> message.text(4, value).number(20, 3);
            case OnnxAttribute.Ints(_, List<Long> values) -> {
                values.forEach(value -> message.number(8, value));
                yield message.number(20, 7);
            }
        };
    }

    private static ProtobufMessage valueInfo(String name, ElementType type, long[] dimensions) {
        ProtobufMessage shape = new ProtobufMessage();
        for (long size : dimensions) {
            ProtobufMessage dimension = new ProtobufMessage();
            if (size == BATCH) {
                dimension.text(2, BATCH_NAME);
            } else {
                Check.argument(size > 0, "no such dimension", size);
                dimension.number(1, size);
            }
            shape.message(1, dimension);
        }
        ProtobufMessage tensor = new ProtobufMessage().number(1, type.number).message(2, shape);
        return new ProtobufMessage()
                .text(1, name)
                .message(2, new ProtobufMessage().message(1, tensor));
    }

    private void define(String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is defined already");
        }
    }

    private void use(String name) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is used before it is defined");
        }
        unused.remove(name);
    }

    /**
     * The file.
     *
     * @param opset the version of the operators, those of the ONNX project itself
     * @param metadata texts that travel with it
     * @throws IllegalArgumentException when a constant is not used, which ONNX Runtime complains of
     *     at each load, or when there is no output
     */
    public byte[] model(int opset, Map<String, String> metadata) {
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("not used: " + unused);
        }
        Check.argument(!outputs.isEmpty(), "a graph without an output", 0);
        ProtobufMessage graph = new ProtobufMessage();
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, graphName);
        constants.forEach(constant -> graph.message(5, constant));
        inputs.forEach(input -> graph.message(11, input));
        outputs.forEach(output -> graph.message(12, output));
        ProtobufMessage model =
                new ProtobufMessage()
                        .number(1, IR_VERSION)
                        .text(2, "neurocache")
                        .message(7, graph)
                        .message(8, new ProtobufMessage().text(1, "").number(2, opset));
        new TreeMap<>(metadata)
                .forEach((key, value) ->
                        model.message(14, new ProtobufMessage().text(1, key).text(2, value)));
        return model.toByteArray();
    }
}
