package io.neurocache.neuroctl;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of an answer: so many bytes, chunks (RFC 9112 §7.1), or all up to the end of the
 * connection. A body that ends too early is an error, never a short one. Confined to one thread.
 */
final class EdgeBody extends InputStream {
    static final long TO_THE_END = -1;
    static final long CHUNKED = -2;

    private static final int MAX_LINE_BYTES = 8 << 10;

    private final InputStream in;
    private final boolean isChunked;
    private final boolean isOpenEnded;

    /** Of the body, or of the chunk. */
    private long left;

    private boolean isOver;
    private boolean isFirst = true;

    EdgeBody(InputStream in, long length) {
        this.in = in;
        this.isChunked = length == CHUNKED;
        this.isOpenEnded = length == TO_THE_END;
        this.left = Math.max(0, length);
    }

    /** Reads a line of a head, without its end. */
    static String line(InputStream in, int maxBytes) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() == maxBytes) {
                throw new EOFException("the edge's answer ends within its head");
            }
            line.append((char) b);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
                ? line.substring(0, end - 1)
                : line.toString();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isChunked && left == 0 && !isOver) {
            nextChunk();
        }
        if (isOver || (!isOpenEnded && left == 0)) {
            return -1;
        }
        int wanted = isOpenEnded ? length : (int) Math.min(length, left);
        int n = in.read(to, offset, wanted);
        if (n < 0 && !isOpenEnded) {
            throw new EOFException("the body ended before its end");
        }
        left -= isOpenEnded ? 0 : Math.max(0, n);
        return n;
    }

    private void nextChunk() throws IOException {
        if (!isFirst) {
            line(in, MAX_LINE_BYTES);
        }
        isFirst = false;
        String size = line(in, MAX_LINE_BYTES).split(";", 2)[0].strip();
        try {
            left = Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            throw new IOException("a chunk of the body has no size", e);
        }
        if (left == 0) {
            isOver = true;
            // Trailers tell nothing that is asked for here.
            String trailer = line(in, MAX_LINE_BYTES);
            while (!trailer.isEmpty()) {
                trailer = line(in, MAX_LINE_BYTES);
            }
        }
    }
}
