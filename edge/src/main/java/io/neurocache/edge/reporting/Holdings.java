package io.neurocache.edge.reporting;

import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What this edge holds that others may be told of: responses that lie under their cache key itself.
 * Those that vary by request fields are not among them, nor are lists of such, nor what a purge has
 * ended and nobody has freed yet.
 *
 * <p>Safe from any thread.
 */
final class Holdings {
    private final ObjectStore store;
    private final Slab slab;
    private final Invalidations orders;
    private final InstantSource clock;

    Holdings(ObjectStore store, Invalidations orders, InstantSource clock) {
        this.store = store;
        this.slab = store.slab();
        this.orders = orders;
        this.clock = clock;
    }

    /** Finds an object: a handle with a reference, or {@link Slab#NONE} where none is held. */
    long acquire(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length == 0 || bytes.length > Slab.MAX_KEY_BYTES) {
            return Slab.NONE;
        }
        long handle = slab.acquire(bytes);
        if (handle != Slab.NONE && !isHeld(key, handle)) {
            slab.release(handle);
            return Slab.NONE;
        }
        return handle;
    }

    private boolean isHeld(String key, long handle) {
        StoredHead head = StoredHead.read(slab.meta(handle));
        return head != null && head.verdict(orders, key) != Verdict.GONE;
    }

    /** The cache key of a referenced object that is held or was; null where it is no such one. */
    @Nullable String key(long handle) {
        byte[] slabKey = slab.key(handle);
        return StoredKey.isVariant(slabKey) || StoredHead.read(slab.meta(handle)) == null
                ? null
                : StoredKey.cacheKey(slabKey);
    }

    /** The key of an object by its id; null where there is none any more, or no such one. */
    @Nullable String keyOf(int id) {
        long handle = slab.acquireById(id);
        if (handle == Slab.NONE) {
            return null;
        }
        String key = key(handle);
        slab.release(handle);
        return key;
    }

    /** As {@link Slab#visit}, but the visitor sees only what is held. */
    int visit(int from, int count, Visitor visitor) {
        return slab.visit(
                from,
                count,
                handle -> {
                    String key = key(handle);
                    if (key != null && isHeld(key, handle)) {
                        visitor.visit(key, slab.bodyLength(handle));
                    }
                });
    }

    /** Sees what is held. */
    interface Visitor {
        /**
         * Sees one object.
         *
         * @param size bytes of its body
         */
        void visit(String key, long size);
    }

    /** Whether a referenced object is still found by its key. */
    boolean isCurrent(long handle) {
        return store.isCurrent(handle);
    }

    /** Bytes of a referenced object's body. */
    long size(long handle) {
        return slab.bodyLength(handle);
    }

    /** When a referenced object is stale, in seconds since 1970; 0 where that is in the past. */
    long expires(long handle) {
        StoredHead head = StoredHead.read(slab.meta(handle));
        long now = clock.millis();
        return head == null ? 0 : Math.max(0, now / 1000 + head.freshness().ttlSeconds(now));
    }

    /** How many pieces the body of a referenced object lies in, one at least. */
    int pieces(long handle) {
        return slab.extentCount(handle);
    }

    /** A piece of a body; to be read while the reference is held. */
    ByteBuffer piece(long handle, int i) {
        int length = slab.extentLength(handle, i);
        return length == 0
                ? ByteBuffer.allocate(0)
                : slab.buffer(slab.extentOffset(handle, i), length);
    }

    /** Gives a reference back. */
    void release(long handle) {
        slab.release(handle);
    }
}
