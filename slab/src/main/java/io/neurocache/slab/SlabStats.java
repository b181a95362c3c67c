package io.neurocache.slab;

/**
 * How full the slab is. A snapshot taken without stopping anybody: sums may be off by what changed
 * meanwhile.
 *
 * @param slabBytes size of the file
 * @param dataBytes bytes in pages that can hold descriptors and objects
 * @param usedBytes bytes of slots in use, descriptors included
 * @param freeBytes data bytes not in slots in use
 * @param unassignedBytes the part of the free bytes in pages of no size class, usable by every
 *     class
 * @param payloadBytes keys, meta bytes and bodies of the objects in the index
 * @param objects objects in the index
 * @param indexCapacity objects the index takes before an insertion counts as full
 */
public record SlabStats(
        long slabBytes,
        long dataBytes,
        long usedBytes,
        long freeBytes,
        long unassignedBytes,
        long payloadBytes,
        long objects,
        long indexCapacity) {

    /** Adds up the page table. */
    static SlabStats of(ObjectStore store) {
        Geometry geometry = store.geometry;
        long used = 0;
        long unassigned = 0;
        for (int page = geometry.firstDataPage; page < geometry.pages; page++) {
            used += store.pages.usedBytes(page);
            if (store.pages.classOfPage(page) == SizeClasses.UNASSIGNED) {
                unassigned += geometry.pageBytes;
            }
        }
        return new SlabStats(
                geometry.sizeBytes,
                geometry.dataBytes(),
                used,
                geometry.dataBytes() - used,
                unassigned,
                store.payloadBytes(),
                store.index.size(),
                store.index.capacity());
    }

    /**
     * The share of the bytes in assigned pages that no slot in use covers: room that only objects
     * of a fitting size can take. Between 0 and 1.
     */
    public double fragmentation() {
        long assigned = dataBytes - unassignedBytes;
        return assigned <= 0 ? 0.0 : (double) (assigned - usedBytes) / assigned;
    }

    /**
     * The share of the bytes in assigned pages that holds no key, meta or body byte: fragmentation,
     * rounding up to slots, headers and descriptors together. Between 0 and 1.
     */
    public double overhead() {
        long assigned = dataBytes - unassignedBytes;
        return assigned <= 0 ? 0.0 : (double) (assigned - payloadBytes) / assigned;
    }
}
