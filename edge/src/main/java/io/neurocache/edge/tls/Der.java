package io.neurocache.edge.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes the part of DER (X.690) that a certificate needs, each value as its whole encoding.
 *
 * <p>Safe from any thread.
 */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final int LONG_LENGTH = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    /** UTCTime has two digits for the year, up to 2049 (RFC 5280 §4.1.2.5). */
    private static final int FIRST_GENERALIZED_YEAR = 2050;

    private Der() {}

    static byte[] sequence(byte[]... items) {
        return tagged(SEQUENCE, concatenated(items));
    }

    static byte[] set(byte[]... items) {
        return tagged(SET, concatenated(items));
    }

    static byte[] integer(BigInteger value) {
        return tagged(INTEGER, value.toByteArray());
    }

    static byte[] integer(long value) {
        return integer(BigInteger.valueOf(value));
    }

    static byte[] trueValue() {
        return tagged(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] octetString(byte[] value) {
        return tagged(OCTET_STRING, value);
    }

    /** A bit string whose last {@code unusedBits} bits of the last byte do not count. */
    static byte[] bitString(int unusedBits, byte[] value) {
        return tagged(BIT_STRING, concatenated(new byte[] {(byte) unusedBits}, value));
    }

    static byte[] utf8(String value) {
        return tagged(UTF8_STRING, value.getBytes(UTF_8));
    }

    /** An object identifier in dotted form; its first arc is 0 to 2. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int index = 2; index < arcs.length; index++) {
            writeBase128(out, Integer.parseInt(arcs[index]));
        }
        return tagged(OBJECT_IDENTIFIER, out.toByteArray());
    }

    /** A point in time, cut to the second. */
    static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        boolean generalized = time.getYear() >= FIRST_GENERALIZED_YEAR;
        String pattern = generalized ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'";
        String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time);
        return tagged(generalized ? GENERALIZED_TIME : UTC_TIME, text.getBytes(US_ASCII));
    }

    /** A context-specific tag around a whole encoding. */
    static byte[] explicit(int number, byte[] encoding) {
        return tagged(CONTEXT | CONSTRUCTED | number, encoding);
    }

    /** A context-specific tag in place of a primitive value's own. */
    static byte[] implicit(int number, byte[] content) {
        return tagged(CONTEXT | number, content);
    }

    /**
     * Returns the first element inside a sequence, whole. Serves to take the algorithm identifier
     * out of a public key's encoding.
     *
     * @throws IllegalArgumentException when the bytes are no such sequence
     */
    static byte[] firstOf(byte[] sequence) {
        if (sequence.length < 2 || sequence[0] != SEQUENCE) {
            throw new IllegalArgumentException("not a DER sequence");
        }
        int start = contentStart(sequence, 0);
        int end = contentStart(sequence, start) + contentLength(sequence, start);
        if (end > sequence.length) {
            throw new IllegalArgumentException("DER element runs past its end");
        }
        byte[] first = new byte[end - start];
        System.arraycopy(sequence, start, first, 0, first.length);
        return first;
    }

    private static int contentStart(byte[] der, int at) {
        int length = byteAt(der, at + 1);
        return at + 2 + (length < LONG_LENGTH ? 0 : length - LONG_LENGTH);
    }

    private static int contentLength(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        if (first < LONG_LENGTH) {
            return first;
        }
        int count = first - LONG_LENGTH;
        if (count == 0 || count > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException("DER length of " + count + " bytes");
        }
        int length = 0;
        for (int index = 0; index < count; index++) {
            length = (length << Byte.SIZE) | byteAt(der, at + 2 + index);
        }
        return length;
    }

    private static int byteAt(byte[] der, int index) {
        if (index >= der.length) {
            throw new IllegalArgumentException("DER element runs past its end");
        }
        return der[index] & 0xff;
    }

    private static void writeBase128(ByteArrayOutputStream out, int value) {
        int groups = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
        for (int group = groups - 1; group >= 0; group--) {
            int bits = (value >>> (7 * group)) & 0x7f;
            out.write(group == 0 ? bits : bits | 0x80);
        }
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < LONG_LENGTH) {
            out.write(content.length);
        } else {
            int count = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            out.write(LONG_LENGTH | count);
            for (int index = count - 1; index >= 0; index--) {
                out.write(content.length >>> (Byte.SIZE * index));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
