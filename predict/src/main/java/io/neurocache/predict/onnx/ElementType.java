package io.neurocache.predict.onnx;

/** What a tensor holds; the numbers are those of {@code TensorProto.DataType}. */
public enum ElementType {
    /** 32-bit floating point. */
    FLOAT(1),
    /** Signed 8-bit integers: quantised weights. */
    INT8(3),
    /** Signed 64-bit integers: rows, positions, shapes, axes. */
    INT64(7),
    /** Truth values. */
    BOOL(9);

    final int number;

    ElementType(int number) {
        this.number = number;
    }
}
