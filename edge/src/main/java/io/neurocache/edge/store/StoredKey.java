package io.neurocache.edge.store;

import io.neurocache.slab.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys in the slab: a cache key itself, or that of one alternative under it, which has a number
 * behind a NUL; the numbers from 0 to 255 are for objects that were put and wait for their order.
 * Stateless; safe from any thread.
 */
public final class StoredKey {
    private static final int PUT_PLACES = 256;

    private StoredKey() {}

    /**
     * Where an object lies that was put and waits for its order.
     *
     * @param place which of those that are put under one key, 0 to {@value #PUT_PLACES} - 1
     */
    public static byte[] ofPut(byte[] cacheKey, int place) {
        Check.argument(place >= 0 && place < PUT_PLACES, "no such place", place);
        return numbered(cacheKey, place);
    }

    /** Whether a key in the slab is that of an object that was put and waits for its order. */
    public static boolean isPut(byte[] slabKey) {
        return isVariant(slabKey)
                && isPlace(ByteBuffer.wrap(slabKey).getLong(slabKey.length - Long.BYTES));
    }

    private static boolean isPlace(long number) {
        return number >= 0 && number < PUT_PLACES;
    }

    /**
     * Where an alternative lies.
     *
     * @param variantId no number of a place
     */
    public static byte[] ofVariant(byte[] cacheKey, long variantId) {
        Check.argument(!isPlace(variantId), "no alternative's number", variantId);
        return numbered(cacheKey, variantId);
    }

    private static byte[] numbered(byte[] cacheKey, long variantId) {
        // No cache key contains NUL: it comes from a request target or authority.
        return ByteBuffer.allocate(cacheKey.length + 1 + Long.BYTES)
                .put(cacheKey)
                .put((byte) 0)
                .putLong(variantId)
                .array();
    }

    /** Whether a key in the slab is not a cache key itself. */
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
