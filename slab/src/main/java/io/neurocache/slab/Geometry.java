package io.neurocache.slab;

/**
 * Where everything lies in a slab of a given size.
 *
 * <p>Superblock | page table | occupancy bitmaps | page hints | index | data pages. All but the
 * superblock and the descriptor marks in the page table is derived state, rebuilt at open; it lies
 * in the file so that objects cost no anonymous memory. Immutable, safe from any thread.
 */
final class Geometry {
    static final int SUPERBLOCK_BYTES = 4096;
    static final int PAGE_ENTRY_BYTES = 16;
    static final int BUCKET_BYTES = 64;
    static final int BUCKET_ENTRIES = 7;

    private static final int MIN_PAGE_BYTES = 64 << 10;
    private static final int MAX_PAGE_BYTES = 4 << 20;
    private static final int PAGES_WANTED = 2048;
    private static final int SLAB_BYTES_PER_ENTRY = 512;

    final long sizeBytes;
    final int pageShift;
    final int pageBytes;
    final int pages;
    final int firstDataPage;
    final SizeClasses classes;
    final long pageTable;
    final long occupancy;
    final int occupancyBytes;
    final long hints;
    final int hintRowBytes;
    final long index;
    final long buckets;

    private Geometry(long wantedBytes) {
        pageBytes = pageSize(wantedBytes);
        pageShift = Integer.numberOfTrailingZeros(pageBytes);
        sizeBytes = wantedBytes & -pageBytes;
        pages = Math.toIntExact(sizeBytes >>> pageShift);
        classes = new SizeClasses(pageBytes);
        pageTable = SUPERBLOCK_BYTES;
        occupancy = align(pageTable + (long) pages * PAGE_ENTRY_BYTES, BUCKET_BYTES);
        occupancyBytes = pageBytes / SizeClasses.MIN_SLOT_BYTES / Byte.SIZE;
        hints = align(occupancy + (long) pages * occupancyBytes, BUCKET_BYTES);
        hintRowBytes = (int) align((pages + Byte.SIZE - 1) / Byte.SIZE, BUCKET_BYTES);
        index = hints + (long) classes.count() * hintRowBytes;
        buckets = sizeBytes / SLAB_BYTES_PER_ENTRY / BUCKET_ENTRIES;
        long end = align(index + buckets * BUCKET_BYTES, pageBytes);
        firstDataPage = Math.toIntExact(end >>> pageShift);
    }

    static Geometry of(long wantedBytes) {
        Check.argument(
                wantedBytes >= SlabConfig.MIN_SIZE_BYTES
                        && wantedBytes <= SlabConfig.MAX_SIZE_BYTES,
                "slab size out of range",
                wantedBytes);
        return new Geometry(wantedBytes);
    }

    private static int pageSize(long slabBytes) {
        long size = Long.highestOneBit(slabBytes / PAGES_WANTED);
        return Math.clamp(size, MIN_PAGE_BYTES, MAX_PAGE_BYTES);
    }

    private static long align(long value, long alignment) {
        return (value + alignment - 1) & -alignment;
    }

    long dataBytes() {
        return (long) (pages - firstDataPage) << pageShift;
    }

    /** The largest body: a quarter of the slab. */
    long maxBodyBytes() {
        return sizeBytes / 4;
    }

    /** The most extents of one body: what leaves half of the largest head for key and meta. */
    int maxExtents() {
        return pageBytes / 2 / Heads.EXTENT_BYTES;
    }

    int pageOf(long offset) {
        return (int) (offset >>> pageShift);
    }

    long pageStart(int page) {
        return (long) page << pageShift;
    }

    boolean isDataPage(int page) {
        return page >= firstDataPage && page < pages;
    }
}
