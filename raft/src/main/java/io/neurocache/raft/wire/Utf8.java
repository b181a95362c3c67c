package io.neurocache.raft.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at UTF-8 eight bytes at a time where it is plain. Safe from any thread.
 *
 * <p>Lenient decoders make two texts of one or one of two; keys are compared as bytes, so only the
 * one right encoding of a text is let in (RFC 3629 §3 and §4).
 */
final class Utf8 {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = EACH * '"';
    private static final long BACKSLASHES = EACH * '\\';
    private static final long SPACES = EACH * ' ';

    private Utf8() {}

    /** The first place of a quote, a backslash or a control character below 0x20; else the end. */
    static int endOfPlain(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            // A borrow can make a false mark above a true one only, and the lowest is what counts.
            long below = (word - SPACES) & ~word;
            long marks = (zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | below) & HIGH;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        for (; i < to; i++) {
            byte b = bytes[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                return i;
            }
        }
        return to;
    }

    private static long zeros(long word) {
        return (word - EACH) & ~word;
    }

    /** Whether the bytes are UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
    static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (i <= to - Long.BYTES && ((long) WORDS.get(bytes, i) & HIGH) == 0) {
                i += Long.BYTES;
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                int length = lengthOfCharacter(bytes, i, to);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /** The length of the character of several bytes that begins there; 0 if it is none. */
    private static int lengthOfCharacter(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        if (first >= 0xC2 && first <= 0xDF) {
            return follow(bytes, at, to, 2) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF && follow(bytes, at, to, 3)) {
            int second = bytes[at + 1] & 0xFF;
            boolean overlong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second > 0x9F;
            return overlong || surrogate ? 0 : 3;
        }
        if (first >= 0xF0 && first <= 0xF4 && follow(bytes, at, to, 4)) {
            int second = bytes[at + 1] & 0xFF;
            boolean overlong = first == 0xF0 && second < 0x90;
            boolean tooHigh = first == 0xF4 && second > 0x8F;
            return overlong || tooHigh ? 0 : 4;
        }
        return 0;
    }

    private static boolean follow(byte[] bytes, int at, int to, int length) {
        if (at + length > to) {
            return false;
        }
        for (int i = at + 1; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a control character: below U+0020, or U+007F to U+009F. */
    static boolean hasControls(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            int b = bytes[i];
            if ((b >= 0 && b < ' ') || b == 0x7F) {
                return true;
            }
            boolean lead = b == (byte) 0xC2;
            if (lead && i + 1 < to && (bytes[i + 1] & 0xFF) < 0xA0) {
                return true;
            }
        }
        return false;
    }
}
