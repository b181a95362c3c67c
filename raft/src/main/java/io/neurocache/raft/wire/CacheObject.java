package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.slab.Check;

/**
 * What a cached object is. Immutable; safe from any thread.
 *
 * @param size bytes of its body
 * @param hash SHA-256 of its body, {@value #HASH_BYTES} bytes
 * @param expires seconds since 1970 from which it is stale
 */
public record CacheObject(long size, Bytes hash, long expires) {
    /** Bytes of a hash. */
    public static final int HASH_BYTES = 32;

    /** Checks the ranges. */
    public CacheObject {
        Check.argument(size >= 0, "a size counts from 0", size);
        Check.argument(hash.length() == HASH_BYTES, "a hash has 32 bytes", hash.length());
        Check.argument(expires >= 0, "a time counts from 0", expires);
    }
}
