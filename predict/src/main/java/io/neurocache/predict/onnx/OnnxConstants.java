package io.neurocache.predict.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The constants of a network as {@link OnnxGraph} writes it: what was learnt, to be learnt on from.
 *
 * <p>All else of the file is passed over. Nothing is allocated by what the file says, but for
 * copies of what it holds. Immutable, but for the arrays handed out, which are the caller's.
 */
public final class OnnxConstants {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_CONSTANT = 5;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_BYTES = 9;

    private final Map<String, Constant> byName = new HashMap<>();

    private record Constant(long type, ByteBuffer bytes) {}

    private OnnxConstants() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it is damaged
     */
    public static OnnxConstants read(byte[] onnx) {
        OnnxConstants constants = new OnnxConstants();
        try {
            constants.model(ByteBuffer.wrap(onnx));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the network ends in the middle", e);
        }
        return constants;
    }

    private void model(ByteBuffer model) {
        while (model.hasRemaining()) {
            long tag = varint(model);
            if (isPart(tag, MODEL_GRAPH)) {
                graph(part(model));
            } else {
                skip(model, tag);
            }
        }
    }

    private void graph(ByteBuffer graph) {
        while (graph.hasRemaining()) {
            long tag = varint(graph);
            if (isPart(tag, GRAPH_CONSTANT)) {
                constant(part(graph));
            } else {
                skip(graph, tag);
            }
        }
    }

    private void constant(ByteBuffer tensor) {
        long type = 0;
        String name = "";
        ByteBuffer bytes = ByteBuffer.allocate(0);
        while (tensor.hasRemaining()) {
            long tag = varint(tensor);
            if (tag == TENSOR_TYPE << ProtobufMessage.TYPE_BITS) {
                type = varint(tensor);
            } else if (isPart(tag, TENSOR_NAME)) {
                name = UTF_8.decode(part(tensor)).toString();
            } else if (isPart(tag, TENSOR_BYTES)) {
                bytes = part(tensor);
            } else {
                skip(tensor, tag);
            }
        }
        byName.put(name, new Constant(type, bytes));
    }

    private static boolean isPart(long tag, int field) {
        return tag
                == ((long) field << ProtobufMessage.TYPE_BITS | ProtobufMessage.LENGTH_DELIMITED);
    }

    private static ByteBuffer part(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("the network ends in the middle");
        }
        ByteBuffer part = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return part;
    }

    private static void skip(ByteBuffer in, long tag) {
        switch ((int) tag & ((1 << ProtobufMessage.TYPE_BITS) - 1)) {
            case ProtobufMessage.VARINT -> varint(in);
            case ProtobufMessage.LENGTH_DELIMITED -> part(in);
            case ProtobufMessage.FIXED_32 -> in.getInt();
            default -> throw new IllegalArgumentException("no network: field " + tag);
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no network: a number without an end");
    }

    /**
     * The numbers of a constant.
     *
     * @throws IllegalArgumentException when there is none of that name, or it has not so many real
     *     numbers
     */
    public float[] floats(String name, int count) {
        float[] values = new float[count];
        bytes(name, ElementType.FLOAT, (long) count * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    /**
     * The bytes of a constant.
     *
     * @throws IllegalArgumentException when there is none of that name, or it has not so many bytes
     */
    public byte[] int8s(String name, int count) {
        byte[] values = new byte[count];
        bytes(name, ElementType.INT8, count).get(values);
        return values;
    }

    private ByteBuffer bytes(String name, ElementType type, long length) {
        Constant constant = byName.get(name);
        if (constant == null
                || constant.type != type.number
                || constant.bytes.remaining() != length) {
            throw new IllegalArgumentException(
                    "the network has no " + name + " of " + length + " bytes");
        }
        return constant.bytes.duplicate();
    }
}
