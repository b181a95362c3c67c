package io.neurocache.predict.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The records of a CSV file (RFC 4180), one at a time, as slices of one reused array.
 *
 * <p>Lines may end in CR LF or LF; empty lines are passed over. A quote inside a field that does
 * not begin with one, and text behind a closing quote, are errors. Confined to one thread.
 */
final class CsvRecords {
    /** More is no key: a request line is limited to a fraction of this everywhere. */
    private static final int MAX_RECORD_BYTES = 1 << 20;

    private final String name;
    private final ByteInput in;
    private byte[] bytes = new byte[256];
    private int length;
    private int[] ends = new int[8];
    private int fields;
    private long line;

    CsvRecords(String name, ByteInput in) {
        this.name = name;
        this.in = in;
    }

    /** Moves to the next record; false when there is none. */
    boolean next() throws IOException {
        while (in.peek() == '\n' || in.peek() == '\r') {
            in.take();
        }
        if (in.peek() == ByteInput.END) {
            return false;
        }
        line = in.line();
        length = 0;
        fields = 0;
        boolean more = true;
        while (more) {
            more = in.peek() == '"' ? quoted() : plain();
        }
        return true;
    }

    /** The line on which the record begins. */
    long line() {
        return line;
    }

    int fields() {
        return fields;
    }

    /** What {@link #start} and {@link #end} are positions in; overwritten by the next record. */
    byte[] bytes() {
        return bytes;
    }

    int start(int field) {
        return field == 0 ? 0 : ends[field - 1];
    }

    int end(int field) {
        return ends[field];
    }

    boolean isEmpty(int field) {
        return start(field) == end(field);
    }

    String text(int field) {
        return new String(bytes, start(field), end(field) - start(field), StandardCharsets.UTF_8);
    }

    TraceException error(String what) {
        return new TraceException(name, line, what);
    }

    /** Reads a field without quotes; true when another one follows. */
    private boolean plain() throws IOException {
        while (true) {
            int next = in.take();
            switch (next) {
                case ',' -> {
                    return endField(true);
                }
                case '\n', ByteInput.END -> {
                    return endField(false);
                }
                case '\r' -> {
                    expectLineEnd();
                    return endField(false);
                }
                case '"' -> throw error("a quote inside a field that does not begin with one");
                default -> append(next);
            }
        }
    }

    /** Reads a quoted field, in which a doubled quote stands for one. */
    private boolean quoted() throws IOException {
        in.take();
        while (true) {
            int next = in.take();
            if (next == ByteInput.END) {
                throw error("a quoted field without an end");
            }
            if (next != '"') {
                append(next);
            } else if (in.peek() == '"') {
                append(in.take());
            } else {
                break;
            }
        }
        int after = in.take();
        if (after == '\r') {
            expectLineEnd();
        } else if (after != ',' && after != '\n' && after != ByteInput.END) {
            throw error("text after a closing quote");
        }
        return endField(after == ',');
    }

    private void expectLineEnd() throws IOException {
        int after = in.take();
        if (after != '\n' && after != ByteInput.END) {
            throw error("a carriage return inside a field without quotes");
        }
    }

    private boolean endField(boolean more) {
        if (fields == ends.length) {
            ends = Arrays.copyOf(ends, fields * 2);
        }
        ends[fields++] = length;
        return more;
    }

    private void append(int next) throws TraceException {
        if (length == bytes.length) {
            if (length >= MAX_RECORD_BYTES) {
                throw error("a record of more than 1 MiB");
            }
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) next;
    }
}
