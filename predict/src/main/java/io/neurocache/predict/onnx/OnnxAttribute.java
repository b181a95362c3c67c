package io.neurocache.predict.onnx;

import java.util.List;

/** A setting of a node; the names are those of the operator's specification. */
public sealed interface OnnxAttribute {
    /** What the operator calls it. */
    String name();

    /** A type of elements, which is written as its number. */
    static OnnxAttribute type(String name, ElementType type) {
        return new Int(name, type.number);
    }

    /** A whole number, such as an axis. */
    record Int(String name, long value) implements OnnxAttribute {}

    /** A real number, such as an epsilon. */
    record Real(String name, float value) implements OnnxAttribute {}

    /** Several whole numbers, such as a permutation. */
    record Ints(String name, List<Long> values) implements OnnxAttribute {
        /** Copies the list. */
        public Ints {
            values = List.copyOf(values);
        }
    }

    /** A word, such as the kind of an approximation. */
    record Text(String name, String value) implements OnnxAttribute {}
}
