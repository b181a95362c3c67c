package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;

/**
 * How a cluster knows the model that its nodes predict with: a key of the store names it by its
 * SHA-256 in hexadecimal, and the model itself is a cached object under a key made of that. Whoever
 * has the bytes can tell that they are the right ones. Stateless.
 */
public final class ModelNames {
    /** The key in the store; without it no model is in force. */
    public static final Bytes IN_FORCE = Bytes.utf8("neurocache/model");

    private static final String OBJECTS = "neurocache/models/";
    private static final int HEX_CHARS = 64;

    private ModelNames() {}

    /**
     * The cache key of a model.
     *
     * @param sha256 of its file, in hexadecimal
     */
    public static String object(String sha256) {
        return OBJECTS + sha256;
    }

    /** Whether a text can be the name of a model: 64 lower-case hexadecimal digits. */
    public static boolean isName(String text) {
        return text.length() == HEX_CHARS
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
