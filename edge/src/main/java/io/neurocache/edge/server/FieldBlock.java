package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** Reads a block of stored field lines, {@code Name: value CRLF} each. Stateless. */
final class FieldBlock {
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length:");

    private FieldBlock() {}

    /** The value of Content-Length in the block: -1 without one, -2 when it is not a number. */
    static long contentLength(ByteBuf block) {
        int end = block.writerIndex();
        int line = block.readerIndex();
        while (line < end) {
            int lf = block.indexOf(line, end, (byte) '\n');
            int stop = lf < 0 ? end : lf;
            if (startsWithContentLength(block, line, stop)) {
                int from = line + CONTENT_LENGTH.length();
                return parseLength(
                        block.toString(from, stop - from, StandardCharsets.ISO_8859_1).trim());
            }
            line = stop + 1;
        }
        return -1;
    }

    /** A Content-Length as RFC 9110 §8.6 writes it, or -2. */
    static long parseLength(String value) {
        int length = value.length();
        if (length == 0 || length > 18) {
            return -2;
        }
        long result = 0;
        for (int i = 0; i < length; i++) {
            char digit = value.charAt(i);
            if (digit < '0' || digit > '9') {
                return -2;
            }
            result = result * 10 + (digit - '0');
        }
        return result;
    }

    /** CR, LF and NUL become spaces (RFC 9110 §5.5): they would split a response. */
    static String oneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                return value.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
            }
        }
        return value;
    }

    private static boolean startsWithContentLength(ByteBuf block, int line, int stop) {
        int length = CONTENT_LENGTH.length();
        if (stop - line < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte c = block.getByte(line + i);
            byte lower = c >= 'A' && c <= 'Z' ? (byte) (c + 32) : c;
            if (lower != CONTENT_LENGTH.byteAt(i)) {
                return false;
            }
        }
        return true;
    }
}
