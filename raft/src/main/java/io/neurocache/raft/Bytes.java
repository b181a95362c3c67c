package io.neurocache.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Bytes that nobody writes: what a record may hold.
 *
 * <p>Immutable by agreement, so that a command travels from its frame to log and followers without
 * a copy: whoever wraps an array gives it away, whoever is given one only reads it. A key and a
 * value are parts of the command's array, not copies. Safe from any thread.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final int SHOWN_BYTES = 16;

    private final byte[] backing;
    private final int offset;
    private final int length;

    private Bytes(byte[] backing, int offset, int length) {
        this.backing = backing;
        this.offset = offset;
        this.length = length;
    }

    /** Wraps an array, which is the new object's from now on. */
    public static Bytes wrap(byte[] array) {
        return wrap(array, 0, array.length);
    }

    /**
     * Wraps a part of an array, all of which nobody writes from now on and all of which stays in
     * memory as long as the part does.
     *
     * @throws IndexOutOfBoundsException when that is no part of it
     */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    /** The text in UTF-8. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes these are. */
    public int length() {
        return length;
    }

    /**
     * The bytes in an array of their length, to be read only: the one that was wrapped where these
     * are the whole of it, else a copy.
     */
    public byte[] array() {
        return length == backing.length
                ? backing
                : Arrays.copyOfRange(backing, offset, offset + length);
    }

    /** The array that was wrapped, to be read only: these bytes begin at {@link #offset}. */
    public byte[] backing() {
        return backing;
    }

    /** Where in {@link #backing} the bytes begin. */
    public int offset() {
        return offset;
    }

    /** A view that cannot be written. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(backing, offset, length).slice().asReadOnlyBuffer();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes
                && Arrays.equals(
                        backing,
                        offset,
                        offset + length,
                        bytes.backing,
                        bytes.offset,
                        bytes.offset + bytes.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + backing[i];
        }
        return hash;
    }

    /** The length and how the bytes begin. */
    @Override
    public String toString() {
        int shown = Math.min(length, SHOWN_BYTES);
        String dots = length > shown ? "..." : "";
        return length + ":" + HexFormat.of().formatHex(backing, offset, offset + shown) + dots;
    }
}
