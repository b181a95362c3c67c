package io.neurocache.slab;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Empties one page by removing the objects in it, so that another size class can have it.
 *
 * <p>Of {@value #SAMPLES} random pages the one with the fewest used bytes is taken, unless a slot
 * of it belongs to an object that somebody reads or writes: removing the others would free no page.
 * The emptiest pages may be just those that a large body in progress took slots of, so after each
 * second failure half as many pages compete. Safe from any thread; a page that gets pinned or
 * allocated from meanwhile is drained in vain, and the caller tries another.
 */
final class PageDrain {
    private static final int SAMPLES = 16;
    private static final int MAX_CANDIDATES = 64;

    private final ObjectStore store;
    private final PageAllocator pages;
    private final Descriptors descriptors;

    PageDrain(ObjectStore store) {
        this.store = store;
        this.pages = store.pages;
        this.descriptors = store.descriptors;
    }

    /** Drains a page; false when no sampled page could be. */
    boolean drainOne() {
        for (int i = 0; i < MAX_CANDIDATES; i++) {
            int page = emptiest(Math.max(1, SAMPLES >> Math.min(i / 2, Integer.SIZE - 1)));
            if (page >= 0 && isDrainable(page)) {
                drain(page);
                return true;
            }
        }
        return false;
    }

    private int emptiest(int samples) {
        Geometry geometry = store.geometry;
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < samples; i++) {
            int page = ThreadLocalRandom.current().nextInt(geometry.firstDataPage, geometry.pages);
            long used = pages.usedBytes(page);
            if (isDataClass(page) && used < least) {
                best = page;
                least = used;
            }
        }
        return best;
    }

    /** Descriptor pages are left alone: they never change class, see {@link PageAllocator}. */
    private boolean isDataClass(int page) {
        return pages.isAssigned(page) && pages.classOfPage(page) != SizeClasses.DESCRIPTOR;
    }

    private boolean isDrainable(int page) {
        boolean[] drainable = {true};
        pages.forEachUsed(
                page,
                slot -> {
                    long handle = drainable[0] ? retainOwner(slot) : Slab.NONE;
                    drainable[0] &= handle != Slab.NONE && isUnread(handle);
                    if (handle != Slab.NONE) {
                        store.release(handle);
                    }
                });
        return drainable[0];
    }

    /** True when only the index and we hold references. */
    private boolean isUnread(long handle) {
        return descriptors.references(handle) <= 2;
    }

    private void drain(int page) {
        pages.hide(page, pages.classOfPage(page));
        try {
            pages.forEachUsed(page, this::removeOwner);
        } finally {
            // The page may have been emptied by others before it was hidden, as what it is not now.
            pages.show(page);
        }
    }

    private void removeOwner(long slot) {
        long handle = retainOwner(slot);
        if (handle == Slab.NONE) {
            return;
        }
        try {
            store.remove(handle);
        } finally {
            store.release(handle);
        }
    }

    /** The live object that really has this slot, with a reference, or {@link Slab#NONE}. */
    private long retainOwner(long slot) {
        int id = store.heads.owner(slot);
        if (!descriptors.isDescriptor(id)) {
            return Slab.NONE;
        }
        long handle = descriptors.tryRetainLive(id);
        if (handle != Slab.NONE && !owns(handle, slot)) {
            store.release(handle);
            return Slab.NONE;
        }
        return handle;
    }

    private boolean owns(long handle, long slot) {
        long descriptor = descriptors.offset(handle);
        if (descriptors.head(descriptor) == slot) {
            return true;
        }
        for (Extent extent : store.heads.table(descriptor)) {
            if (extent.slot() == slot) {
                return true;
            }
        }
        return false;
    }
}
