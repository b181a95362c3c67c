package io.neurocache.neurod.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Bytes that look random, are the same on every run, and are made when they are asked for: each is
 * a function of its offset, so a range of them equals that part of the whole. Safe from any thread.
 *
 * @param lengthBytes how many there are, at least 0
 */
record Noise(long lengthBytes) implements Body {
    private static final int CHUNK_BYTES = 16 * 1024;

    @Override
    public void write(OutputStream out, long offset, long count) throws IOException {
        Objects.checkFromIndexSize(offset, count, lengthBytes);
        byte[] chunk = new byte[CHUNK_BYTES];
        long end = offset + count;
        for (long next = offset; next < end; ) {
            int size = (int) Math.min(chunk.length, end - next);
            for (int i = 0; i < size; i++) {
                chunk[i] = byteAt(next + i);
            }
            out.write(chunk, 0, size);
            next += size;
        }
    }

    /** The byte at an offset: SplitMix64's finisher over the index of its 8-byte word. */
    static byte byteAt(long offset) {
        long word = (offset >>> 3) * 0x9E3779B97F4A7C15L;
        word = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        word = (word ^ (word >>> 27)) * 0x94D049BB133111EBL;
        word ^= word >>> 31;
        return (byte) (word >>> ((offset & 7) * 8));
    }
}
