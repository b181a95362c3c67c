package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import java.nio.charset.StandardCharsets;

/** The limits of what clients may send. Safe from any thread. */
public final class Limits {
    /** The longest key, in bytes of UTF-8. */
    public static final int MAX_KEY_BYTES = 1024;

    /** The longest value, in bytes, decoded. */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** The longest name of a client, in bytes of UTF-8. */
    public static final int MAX_CLIENT_BYTES = 128;

    /** The most names in one purge. */
    public static final int MAX_PURGE_NAMES = 1000;

    /** The longest key, prefix or tag of a purge, in bytes of UTF-8. */
    public static final int MAX_PURGE_NAME_BYTES = 16 << 10;

    /** The most objects that an edge tells of at once. */
    public static final int MAX_PLACED = 2000;

    /** The most items a scan may ask for. */
    public static final int MAX_SCAN_ITEMS = 10_000;

    /** The items a scan gets that does not say how many. */
    public static final int DEFAULT_SCAN_ITEMS = 1_000;

    /** The longest address of a member, in characters: a domain name, a colon and a port. */
    public static final int MAX_ADDRESS_CHARS = 260;

    private Limits() {}

    /** Whether the bytes are a key: 1 to 1024 of UTF-8 without control characters. */
    public static boolean isKey(Bytes key) {
        return isKey(key.backing(), key.offset(), key.offset() + key.length());
    }

    /** Whether the bytes name something cached: 1 to 16 KiB of UTF-8 without control characters. */
    public static boolean isPurgeName(Bytes name) {
        byte[] bytes = name.backing();
        int from = name.offset();
        int to = from + name.length();
        return to > from
                && to - from <= MAX_PURGE_NAME_BYTES
                && !Utf8.hasControls(bytes, from, to)
                && Utf8.isValid(bytes, from, to);
    }

    /** Whether the text is a client's name: 1 to 128 bytes of UTF-8 without control characters. */
    public static boolean isClient(String client) {
        byte[] bytes = client.getBytes(StandardCharsets.UTF_8);
        return isClient(bytes, 0, bytes.length);
    }

    static boolean isKey(byte[] bytes, int from, int to) {
        return to > from
                && to - from <= MAX_KEY_BYTES
                && !Utf8.hasControls(bytes, from, to)
                && Utf8.isValid(bytes, from, to);
    }

    static boolean isClient(byte[] bytes, int from, int to) {
        return to > from
                && to - from <= MAX_CLIENT_BYTES
                && !Utf8.hasControls(bytes, from, to)
                && Utf8.isValid(bytes, from, to);
    }
}
