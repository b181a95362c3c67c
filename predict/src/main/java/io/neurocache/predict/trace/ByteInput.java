package io.neurocache.predict.trace;

import java.io.IOException;
import java.io.InputStream;

/** Reads single bytes out of a buffer of its own, one ahead, and counts lines. */
final class ByteInput {
    static final int END = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private long line = 1;

    ByteInput(InputStream in) {
        this.in = in;
    }

    /** The line of the byte that comes next, counted from 1. */
    long line() {
        return line;
    }

    /** The byte that comes next, or {@link #END}; it stays. */
    int peek() throws IOException {
        if (at == limit) {
            limit = in.read(buffer);
            at = 0;
            if (limit <= 0) {
                limit = 0;
                return END;
            }
        }
        return buffer[at] & 0xFF;
    }

    /** Takes the next byte, or {@link #END}. */
    int take() throws IOException {
        int next = peek();
        if (next != END) {
            at++;
            if (next == '\n') {
                line++;
            }
        }
        return next;
    }
}
