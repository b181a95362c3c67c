package io.neurocache.edge.cache;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.VariantSet;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The lists of alternatives that lie under cache keys, and where the alternatives lie.
 *
 * <p>Look-ups are safe from any thread; who changes what lies under a key holds its lock ({@link
 * Variants}).
 */
final class VariantLists {
    /** First byte of the meta bytes of a list; a stored head begins with another. */
    private static final byte LIST = 2;

    private final ObjectStore store;
    private final int maxVariants;

    VariantLists(ObjectStore store, int maxVariants) {
        this.store = store;
        this.maxVariants = Math.min(maxVariants, VariantSet.MAX_VARIANTS);
    }

    /** Finds the response for a request: a handle with a reference, or {@link Slab#NONE}. */
    long acquire(byte[] key, Fields request) {
        long handle = store.acquire(key);
        if (handle == Slab.NONE || !isList(handle)) {
            return handle;
        }
        VariantSet.@Nullable Variant chosen = read(handle).match(request);
        if (chosen != null) {
            // The list is used whenever one of its alternatives is.
            store.served(handle);
        }
        store.slab().release(handle);
        return chosen == null
                ? Slab.NONE
                : store.acquire(StoredKey.ofVariant(key, chosen.variantId()));
    }

    /** Whether anything is cached under a key. */
    boolean exists(byte[] key) {
        long handle = store.acquire(key);
        if (handle == Slab.NONE) {
            return false;
        }
        store.slab().release(handle);
        return true;
    }

    /** Whether an object is a list of alternatives. */
    boolean isList(long handle) {
        MemorySegment meta = store.slab().meta(handle);
        return meta.byteSize() > 0 && meta.get(ValueLayout.JAVA_BYTE, 0) == LIST;
    }

    private VariantSet read(long handle) {
        byte[] meta = store.slab().meta(handle).asSlice(1).toArray(ValueLayout.JAVA_BYTE);
        return switch (VariantSet.decode(meta)) {
            case VariantSet.Valid(VariantSet set) -> set;
            // A list that cannot be read is no list: the next response starts a new one.
            case VariantSet.Corrupt(String _) -> VariantSet.EMPTY;
        };
    }

    /** The list under a key; empty where there is none. */
    VariantSet of(byte[] key) {
        long handle = store.acquire(key);
        if (handle == Slab.NONE) {
            return VariantSet.EMPTY;
        }
        VariantSet set = isList(handle) ? read(handle) : VariantSet.EMPTY;
        store.slab().release(handle);
        return set;
    }

    /** Puts a committed response on the list of its key. */
    void add(Variants.Placement placement, long nowMillis) {
        byte[] key = Subject.bytes(placement.cacheKey());
        VariantSet.Variant added =
                new VariantSet.Variant(placement.vary(), placement.variantId(), nowMillis);
        VariantSet.Addition addition = of(key).with(added);
        addition.dropped().forEach(old -> remove(key, old));
        VariantSet set = addition.set();
        while (set.variants().size() > maxVariants) {
            VariantSet.Variant oldest = set.variants().getLast();
            remove(key, oldest);
            set = set.without(oldest.variantId());
        }
        write(key, set);
    }

    private void write(byte[] key, VariantSet set) {
        byte[] encoded = set.encode();
        byte[] meta = ByteBuffer.allocate(1 + encoded.length).put(LIST).put(encoded).array();
        ObjectWriter writer = store.writer(key, meta, 0);
        long handle = writer.commit();
        if (handle != Slab.NONE) {
            store.slab().release(handle);
        }
    }

    /** Removes the alternatives under a key, and leaves the list. */
    void removeVariants(byte[] key) {
        of(key).variants().forEach(variant -> remove(key, variant));
    }

    private void remove(byte[] key, VariantSet.Variant variant) {
        store.slab().remove(StoredKey.ofVariant(key, variant.variantId()));
    }

    /** Removes what lies under a key and was born before an index; false where there is nothing. */
    boolean removeOlder(byte[] key, long index) {
        long handle = store.acquire(key);
        if (handle == Slab.NONE) {
            return false;
        }
        boolean removed =
                isList(handle)
                        ? removeOlder(key, read(handle), index)
                        : isOlder(handle, index) && store.slab().remove(handle);
        store.slab().release(handle);
        return removed;
    }

    /**
     * Takes those alternatives off a list that have left the cache, and the list if none is left.
     */
    void prune(byte[] key) {
        long handle = store.acquire(key);
        if (handle == Slab.NONE) {
            return;
        }
        if (isList(handle)) {
            // Nothing was born before the beginning of the log.
            removeOlder(key, read(handle), Long.MIN_VALUE);
        }
        store.slab().release(handle);
    }

    private boolean isOlder(long handle, long index) {
        StoredHead head = StoredHead.read(store.slab().meta(handle));
        return head == null || head.born() < index;
    }

    private boolean removeOlder(byte[] key, VariantSet set, long index) {
        boolean removed = false;
        VariantSet kept = set;
        for (VariantSet.Variant variant : set.variants()) {
            long handle = store.acquire(StoredKey.ofVariant(key, variant.variantId()));
            boolean lives = handle != Slab.NONE;
            if (!lives || isOlder(handle, index)) {
                kept = kept.without(variant.variantId());
                removed |= lives && store.slab().remove(handle);
            }
            if (lives) {
                store.slab().release(handle);
            }
        }
        if (kept.variants().isEmpty()) {
            store.slab().remove(key);
        } else if (kept.variants().size() < set.variants().size()) {
            write(key, kept);
        }
        return removed;
    }
}
