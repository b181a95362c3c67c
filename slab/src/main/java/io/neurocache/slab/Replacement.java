package io.neurocache.slab;

import org.jspecify.annotations.Nullable;

/**
 * Gives an object new meta bytes, as an HTTP 304 asks for, or another key, without copying a large
 * body.
 *
 * <p>The result is a new object with a new head. A body in extents changes its owner: the old
 * object keeps a reference to the new one (its heir) until its own last reader is gone, so the body
 * lives while either is referenced, and is freed once. A body in the head slot is copied; it is at
 * most an eighth of a page. A crash leaves the old or the new object: both may be committed for a
 * moment. With one key, recovery keeps the higher sequence before it looks at slots; with two, and
 * a body in extents, it keeps the one whose slots it claims first. Safe from any thread.
 */
final class Replacement {
    private static final Extent[] NO_EXTENTS = {};

    private final ObjectStore store;
    private final SpaceMaker space;

    Replacement(ObjectStore store, SpaceMaker space) {
        this.store = store;
        this.space = space;
    }

    /** See {@link Slab#replaceMeta}. */
    long replaceMeta(long old, byte[] meta, long millis) {
        return replace(old, null, meta, millis);
    }

    /** See {@link Slab#rename}. */
    long rename(long old, byte[] key, byte[] meta, long millis) {
        return replace(old, key, meta, millis);
    }

    private long replace(long old, byte @Nullable [] newKey, byte[] meta, long millis) {
        Descriptors descriptors = store.descriptors;
        long from = descriptors.offset(old);
        if (meta.length > Slab.MAX_META_BYTES || !descriptors.isLive(old)) {
            return Slab.NONE;
        }
        if (!store.isDescriptionIntact(old)) {
            store.remove(old);
            return Slab.NONE;
        }
        long handle = space.allocateDescriptor();
        if (handle == Slab.NONE) {
            return Slab.NONE;
        }
        long renewed = Slab.NONE;
        try {
            byte[] key = newKey == null ? store.heads.key(from) : newKey;
            renewed =
                    descriptors.extents(from) > 0
                            ? takeOver(old, handle, key, meta, millis)
                            : copy(old, handle, key, meta, millis);
        } finally {
            if (renewed == Slab.NONE) {
                // Also when the reclaimer or a listener threw.
                store.release(handle);
            }
        }
        return renewed;
    }

    private long takeOver(long old, long handle, byte[] key, byte[] meta, long millis) {
        long from = store.descriptors.offset(old);
        Description description =
                new Description(
                        key, meta, store.heads.table(from), store.descriptors.bodyLength(from), 0);
        long head = allocateHead(description);
        if (head == PageAllocator.NONE) {
            return Slab.NONE;
        }
        describe(old, handle, head, description, millis);
        return publish(old, handle, head, description);
    }

    private long copy(long old, long handle, byte[] key, byte[] meta, long millis) {
        long from = store.descriptors.offset(old);
        int length = (int) store.descriptors.bodyLength(from);
        int crc = store.descriptors.bodyCrc(from);
        Description description = new Description(key, meta, NO_EXTENTS, length, crc);
        long head = allocateHead(description);
        if (head == PageAllocator.NONE) {
            return Slab.NONE;
        }
        store.memory.copyWithin(
                store.heads.runOffset(from, 0),
                head + SizeClasses.SLOT_HEADER_BYTES + key.length + meta.length,
                length);
        describe(old, handle, head, description, millis);
        return publish(old, handle, head, description);
    }

    private long allocateHead(Description description) {
        long bytes = description.headBytes();
        if (bytes > store.geometry.pageBytes - SizeClasses.SLOT_HEADER_BYTES) {
            return PageAllocator.NONE;
        }
        return space.allocate((int) bytes);
    }

    private void describe(long old, long handle, long head, Description description, long millis) {
        Descriptors descriptors = store.descriptors;
        store.describe(handle, head, description, millis);
        long from = descriptors.offset(old);
        long to = descriptors.offset(handle);
        descriptors.verifiedAtSeconds(to, descriptors.verifiedAtSeconds(from));
        int used = descriptors.lastAccessSeconds(from);
        descriptors.lastAccessSeconds(to, used == 0 ? (int) (millis / 1000) : used);
    }

    private long publish(long old, long handle, long head, Description description) {
        int id = Descriptors.id(handle);
        SizeClasses classes = store.geometry.classes;
        int sizeClass = classes.classFor((int) description.headBytes());
        long bytes = Descriptors.BYTES + (long) classes.slotBytes(sizeClass);
        for (Extent extent : description.table()) {
            bytes += classes.slotBytes(classes.classFor(extent.length()));
        }
        try {
            store.tellAdded(id, store.hash.low(description.key()), bytes);
            if (store.publishInPlaceOf(
                    old, handle, description.key(), head, description.table().length > 0)) {
                return handle;
            }
            store.tellRemoved(id);
            return Slab.NONE;
        } finally {
            if (store.descriptors.head(store.descriptors.offset(handle)) == 0) {
                // Not published, so the head is not the object's.
                store.pages.free(head, sizeClass);
            }
        }
    }
}
