package io.neurocache.edge.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys in the slab: a cache key itself, or that of one alternative under it, which has a number
 * behind a NUL. Stateless; safe from any thread.
 */
public final class StoredKey {
    private StoredKey() {}

    /** Where an alternative lies. */
    public static byte[] ofVariant(byte[] cacheKey, long variantId) {
        // No cache key contains NUL: it comes from a request target or authority.
        return ByteBuffer.allocate(cacheKey.length + 1 + Long.BYTES)
                .put(cacheKey)
                .put((byte) 0)
                .putLong(variantId)
                .array();
    }

    /** Whether a key in the slab is that of an alternative. */
    public static boolean isVariant(byte[] slabKey) {
        int end = cacheKeyEnd(slabKey);
        return end > 0 && slabKey[end] == 0;
    }

    /** The cache key that a key in the slab belongs to, each char one byte. */
    public static String cacheKey(byte[] slabKey) {
        byte[] key = isVariant(slabKey) ? Arrays.copyOf(slabKey, cacheKeyEnd(slabKey)) : slabKey;
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    private static int cacheKeyEnd(byte[] slabKey) {
        return slabKey.length - Long.BYTES - 1;
    }
}
