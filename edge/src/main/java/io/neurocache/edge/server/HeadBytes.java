package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import io.neurocache.edge.rules.Fields;
import java.util.Arrays;

/**
 * Puts the bytes of an HTTP/1.1 head together, to be copied to a buffer for the socket at once: a
 * byte written to a direct buffer alone costs as much as a line. Event loop only: one for each.
 */
final class HeadBytes {
    private static final int FIRST_BYTES = 2048;

    /** Room for a larger head is given up again: heads of that size are rare. */
    private static final int MAX_KEPT_BYTES = 64 << 10;

    private static final FastThreadLocal<HeadBytes> OF_LOOP =
            new FastThreadLocal<>() {
                @Override
                protected HeadBytes initialValue() {
                    return new HeadBytes();
                }
            };

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    private HeadBytes() {}

    /** An empty one, until this loop's next call. */
    static HeadBytes start() {
        HeadBytes head = OF_LOOP.get();
        head.length = 0;
        if (head.bytes.length > MAX_KEPT_BYTES) {
            head.bytes = new byte[FIRST_BYTES];
        }
        return head;
    }

    int length() {
        return length;
    }

    void copyTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    HeadBytes add(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    HeadBytes add(ByteBuf more) {
        int size = more.readableBytes();
        reserve(size);
        more.getBytes(more.readerIndex(), bytes, length, size);
        length += size;
        return this;
    }

    HeadBytes crlf() {
        reserve(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /** Adds field lines, without those that belong to a connection. */
    HeadBytes add(Fields fields) {
        for (int i = 0; i < fields.count(); i++) {
            if (!Http1Head.isConnectionSpecific(fields.name(i))) {
                add(fields.name(i), fields.value(i));
            }
        }
        return this;
    }

    /** Adds a field line. */
    HeadBytes add(String name, String value) {
        text(name);
        reserve(2);
        bytes[length++] = ':';
        bytes[length++] = ' ';
        text(value);
        return crlf();
    }

    /**
     * CR and LF in a value would split the response: they become spaces (RFC 9110 §5.5). Chars are
     * bytes, as everywhere in a head.
     */
    // The copy that drops the upper half of each char, which is 0 here, is the one that is wanted.
    @SuppressWarnings("deprecation")
    private void text(String text) {
        int size = text.length();
        reserve(size);
        text.getBytes(0, size, bytes, length);
        for (int i = length; i < length + size; i++) {
            byte b = bytes[i];
            if (b == '\r' || b == '\n' || b == 0) {
                bytes[i] = ' ';
            }
        }
        length += size;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
