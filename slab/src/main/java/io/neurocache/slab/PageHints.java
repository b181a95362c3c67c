package io.neurocache.slab;

/**
 * One bitmap of pages per size class: pages that may have room; row 0 holds unassigned pages.
 *
 * <p>A set bit may be wrong: whoever meets it finds out from the page's state word and clears it. A
 * clear bit of a page with room is always on its way to be set. A free changes the state word, then
 * reads the bit and sets it if clear; a withdrawal clears the bit, then reads the state word and
 * sets the bit again if there is room. All four accesses are sequentially consistent, so at least
 * one of the two sees the other's write.
 *
 * <p>Threads start their search at different places, so that they spread over the pages with room.
 * Safe from any thread.
 */
final class PageHints {
    private static final int STRIPES = 4;

    private final Memory memory;
    private final Geometry geometry;
    private final int words;

    PageHints(Memory memory, Geometry geometry) {
        this.memory = memory;
        this.geometry = geometry;
        this.words = (geometry.pages + Long.SIZE - 1) / Long.SIZE;
    }

    /** The first page of this thread's round through the row, or -1. */
    int first(int row) {
        int start = startWord();
        int page = scan(row, start, words, -1L);
        return page >= 0 ? page : scan(row, 0, start, -1L);
    }

    /** The page after this one in the thread's round, or -1 at its end. */
    int next(int row, int page) {
        int start = startWord();
        int word = page / Long.SIZE;
        long above = page % Long.SIZE == Long.SIZE - 1 ? 0 : -1L << (page + 1);
        int found = scan(row, word, word < start ? start : words, above);
        if (found >= 0 || word < start) {
            return found;
        }
        return scan(row, 0, start, -1L);
    }

    private int scan(int row, int from, int to, long maskOfFirst) {
        long mask = maskOfFirst;
        for (int word = from; word < to; word++) {
            long bits = memory.getLongVolatile(row(row) + 8L * word) & mask;
            if (bits != 0) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
            }
            mask = -1L;
        }
        return -1;
    }

    private int startWord() {
        int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
        return stripe * (words / STRIPES);
    }

    void set(int row, int page) {
        long address = row(row) + 8L * (page / Long.SIZE);
        long bit = 1L << page;
        if ((memory.getLongVolatile(address) & bit) == 0) {
            memory.getAndSetBits(address, bit);
        }
    }

    void clear(int row, int page) {
        memory.getAndClearBits(row(row) + 8L * (page / Long.SIZE), 1L << page);
    }

    private long row(int row) {
        return geometry.hints + (long) row * geometry.hintRowBytes;
    }
}
