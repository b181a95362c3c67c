package io.neurocache.neurod.demo;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes of a known number, any part of which can be written. Safe from any thread. */
interface Body {
    long lengthBytes();

    /** Writes {@code count} bytes from {@code offset}, which both lie within the length. */
    void write(OutputStream out, long offset, long count) throws IOException;

    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public long lengthBytes() {
                return bytes.length;
            }

            @Override
            public void write(OutputStream out, long offset, long count) throws IOException {
                out.write(bytes, Math.toIntExact(offset), Math.toIntExact(count));
            }
        };
    }
}
