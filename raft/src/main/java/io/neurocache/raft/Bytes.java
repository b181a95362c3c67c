package io.neurocache.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes that nobody writes: what a record may hold.
 *
 * <p>Immutable by agreement, so that a command travels from its frame to log and followers without
 * a copy: whoever wraps an array gives it away, whoever is given one only reads it. Safe from any
 * thread.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_BYTES = 16;

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Wraps an array, which is the new object's from now on. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** The text in UTF-8. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes these are. */
    public int length() {
        return array.length;
    }

    /** The bytes themselves, to be read only. */
    public byte[] array() {
        return array;
    }

    /** A view that cannot be written. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** The length and how the bytes begin. */
    @Override
    public String toString() {
        int shown = Math.min(array.length, SHOWN_BYTES);
        String dots = array.length > shown ? "..." : "";
        return array.length + ":" + HexFormat.of().formatHex(array, 0, shown) + dots;
    }
}
