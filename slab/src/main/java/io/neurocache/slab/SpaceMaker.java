package io.neurocache.slab;

/**
 * Allocates, and makes room when there is none: first by policy, then by draining a page.
 *
 * <p>Evictions by policy free slots of whatever classes the victims had. When {@value
 * #MAX_EVICTIONS} of them, or plenty of free bytes, have not brought room in the class that is
 * wanted, the bytes are there but in the wrong pages, and the emptiest of some sampled pages is
 * drained. So every attempt ends, and no class keeps the memory for ever. Safe from any thread; no
 * lock is held.
 */
final class SpaceMaker {
    private static final int MAX_EVICTIONS = 64;
    private static final int MIN_EVICTIONS = 4;
    private static final int MAX_DRAINS = 8;
    private static final int PLENTY_DIVISOR = 16;

    private final Slab slab;
    private final ObjectStore store;
    private final Reclaimer reclaimer;
    private final PageDrain drain;

    SpaceMaker(Slab slab, ObjectStore store, Reclaimer reclaimer) {
        this.slab = slab;
        this.store = store;
        this.reclaimer = reclaimer;
        this.drain = new PageDrain(store);
    }

    /** A slot of the smallest class that takes these bytes, or {@link PageAllocator#NONE}. */
    long allocate(int payloadBytes) {
        int sizeClass = store.geometry.classes.classFor(payloadBytes);
        return allocate(sizeClass, sizeClass);
    }

    /** A slot of the greatest class to be had between the two, or {@link PageAllocator#NONE}. */
    long allocate(int largest, int smallest) {
        long offset = tryAllocate(largest, smallest);
        if (offset != PageAllocator.NONE) {
            return offset;
        }
        long needed = store.geometry.classes.slotBytes(smallest);
        for (int i = 0; i < MAX_EVICTIONS; i++) {
            if (i >= MIN_EVICTIONS && hasPlenty(needed)) {
                break;
            }
            if (!reclaimer.reclaim(slab, needed)) {
                // Nothing may be evicted, so nothing may be drained either.
                return PageAllocator.NONE;
            }
            offset = tryAllocate(largest, smallest);
            if (offset != PageAllocator.NONE) {
                return offset;
            }
        }
        for (int i = 0; i < MAX_DRAINS && drain.drainOne(); i++) {
            offset = tryAllocate(largest, smallest);
            if (offset != PageAllocator.NONE) {
                return offset;
            }
        }
        return PageAllocator.NONE;
    }

    private long tryAllocate(int largest, int smallest) {
        for (int sizeClass = largest; sizeClass >= smallest; sizeClass--) {
            long offset = store.pages.allocate(sizeClass);
            if (offset != PageAllocator.NONE) {
                return offset;
            }
        }
        return PageAllocator.NONE;
    }

    private boolean hasPlenty(long needed) {
        long free = store.geometry.dataBytes();
        for (int page = store.geometry.firstDataPage; page < store.geometry.pages; page++) {
            free -= store.pages.usedBytes(page);
        }
        return free > store.geometry.dataBytes() / PLENTY_DIVISOR + needed;
    }

    /** A descriptor, or {@link Slab#NONE} when there is no room for it. */
    long allocateDescriptor() {
        long handle = store.descriptors.allocate(store.nextGeneration());
        for (int i = 0; handle == Slab.NONE && i < MAX_EVICTIONS; i++) {
            if (!reclaimer.reclaim(slab, Descriptors.BYTES)) {
                break;
            }
            handle = store.descriptors.allocate(store.nextGeneration());
        }
        return handle;
    }

    /** Publishes a described object, evicting while the index is full; false when that fails. */
    boolean publish(long handle, byte[] key) {
        int id = Descriptors.id(handle);
        long descriptor = store.descriptors.offset(handle);
        store.tellAdded(
                id, store.descriptors.hashLow(descriptor), store.heads.slotBytes(descriptor));
        boolean published = store.publish(handle, key);
        for (int i = 0; !published && i < MAX_EVICTIONS; i++) {
            if (!reclaimer.reclaim(slab, Descriptors.BYTES)) {
                break;
            }
            published = store.publish(handle, key);
        }
        if (!published) {
            store.tellRemoved(id);
        }
        return published;
    }
}
