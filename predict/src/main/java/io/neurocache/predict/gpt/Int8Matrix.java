package io.neurocache.predict.gpt;

/**
 * A matrix in eight bits, symmetric around 0, with a scale for each row or each column: a value is
 * its byte times the scale.
 *
 * <p>Bytes stay within {@value #LARGEST} of 0. Without VNNI, x86 adds two products in 16 bits,
 * where twice 255 times 127 has no room: what a model computes would depend on the processor.
 * Immutable, but for the arrays that it hands out: they are not to be written to.
 */
final class Int8Matrix {
    private static final int LARGEST = 64;

    private final byte[] values;
    private final float[] scales;
    private final int columns;

    private Int8Matrix(byte[] values, float[] scales, int columns) {
        this.values = values;
        this.scales = scales;
        this.columns = columns;
    }

    /**
     * With a scale for each row.
     *
     * @param all the values, row by row
     */
    static Int8Matrix byRow(float[] all, int columns) {
        byte[] bytes = new byte[all.length];
        float[] scales = new float[all.length / columns];
        for (int row = 0; row < scales.length; row++) {
            scales[row] = reduce(all, row * columns, (row + 1) * columns, 1, bytes);
        }
        return new Int8Matrix(bytes, scales, columns);
    }

    /**
     * With a scale for each column.
     *
     * @param all the values, row by row
     */
    static Int8Matrix byColumn(float[] all, int columns) {
        byte[] bytes = new byte[all.length];
        float[] scales = new float[columns];
        for (int column = 0; column < columns; column++) {
            scales[column] = reduce(all, column, all.length, columns, bytes);
        }
        return new Int8Matrix(bytes, scales, columns);
    }

    /** Every {@code step}th value gets its byte; returns their scale. */
    private static float reduce(float[] all, int first, int end, int step, byte[] bytes) {
        float scale = 0;
        for (int i = first; i < end; i += step) {
            scale = Math.max(scale, Math.abs(all[i]) / LARGEST);
        }
        for (int i = first; i < end && scale > 0; i += step) {
            bytes[i] = (byte) Math.round(all[i] / scale);
        }
        return scale;
    }

    /** The bytes, row by row. */
    byte[] values() {
        return values;
    }

    /** The scales of the rows, or of the columns. */
    float[] scales() {
        return scales;
    }

    int rows() {
        return values.length / columns;
    }

    int columns() {
        return columns;
    }

    /** The values that rows of bytes with a scale for each row stand for. */
    static float[] ofRows(byte[] bytes, float[] scales) {
        float[] values = new float[bytes.length];
        int columns = bytes.length / scales.length;
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] * scales[i / columns];
        }
        return values;
    }

    /** The same with a scale for each column. */
    static float[] ofColumns(byte[] bytes, float[] scales) {
        float[] values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] * scales[i % scales.length];
        }
        return values;
    }

    /** Rows become columns, and with them what the scales are for. */
    Int8Matrix transposed() {
        int rows = rows();
        byte[] turned = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % columns * rows + i / columns] = values[i];
        }
        return new Int8Matrix(turned, scales, rows);
    }
}
