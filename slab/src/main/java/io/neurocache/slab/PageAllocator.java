package io.neurocache.slab;

/**
 * Slots from pages, without locks.
 *
 * <p>A page's state is one word {class, used slots}. To allocate, a thread first <em>reserves</em>
 * by a CAS of that word from {c, n} to {c, n+1} with n below the page's capacity, then claims a
 * free bit of the page's occupancy bitmap by CAS. To free, it clears the bit, then takes 1 from the
 * count; the thread that takes the last one makes the page unassigned in the same CAS.
 *
 * <p><b>No ABA.</b> A CAS that succeeds although its word changed and changed back is harmful when
 * the word names something whose content moved on: the next pointer of a free list. Here both words
 * are the complete state they stand for. {c, n} with n below capacity says by itself that the page
 * has class c now and room for one more; a bitmap word with a zero bit says by itself that this
 * slot is free now. Whatever happened between the read and the CAS, the condition for the step
 * holds at the moment of the CAS.
 *
 * <p><b>A reservation finds a bit.</b> Bits are cleared before the count falls and set after it
 * rose, so set bits never exceed the count minus the pending reservations; at every instant a free
 * bit exists for each holder of a reservation. A scan can miss it only when other threads claim and
 * free meanwhile, so the retry is lock-free.
 *
 * <p><b>No lost page.</b> The hint rows say which pages may have room; see {@link PageHints} for
 * why a set hint may lie and a clear one is repaired.
 *
 * <p>Descriptor pages stay descriptor pages until the next open, even when empty. A reader may hold
 * the id of a descriptor that is freed before the reader's CAS on its reference count; because the
 * memory stays a descriptor, that CAS meets a reference count and never the bytes of a body.
 *
 * <p>Safe from any thread.
 */
final class PageAllocator {
    /** No slot: offset 0 is the superblock. */
    static final long NONE = 0;

    /** A page being zeroed before it takes descriptors. */
    private static final int FORMATTING = 255;

    /** Looks at bitmap words, far beyond what other threads can cause: the bitmap is damaged. */
    private static final int MAX_LOOKS = 1 << 24;

    private static final int CLASS_SHIFT = 56;
    private static final long USED_MASK = 0xffff_ffffL;

    private final Memory memory;
    private final Geometry geometry;
    private final SizeClasses classes;
    private final PageHints hints;

    PageAllocator(Memory memory, Geometry geometry) {
        this.memory = memory;
        this.geometry = geometry;
        this.classes = geometry.classes;
        this.hints = new PageHints(memory, geometry);
    }

    /** Returns the file offset of a slot of this class, or {@link #NONE} when there is no room. */
    long allocate(int sizeClass) {
        int page = reserveInAssigned(sizeClass);
        if (page < 0) {
            page = reserveUnassigned(sizeClass);
        }
        return page < 0 ? NONE : claim(page, sizeClass);
    }

    private int reserveInAssigned(int sizeClass) {
        for (int page = hints.first(sizeClass); page >= 0; page = hints.next(sizeClass, page)) {
            if (tryReserve(page, sizeClass)) {
                return page;
            }
        }
        return -1;
    }

    private boolean tryReserve(int page, int sizeClass) {
        int capacity = classes.slots(sizeClass);
        while (true) {
            long state = state(page);
            if (classOf(state) != sizeClass || usedOf(state) >= capacity) {
                withdrawHint(page, sizeClass);
                return false;
            }
            if (memory.casLong(entry(page), state, state + 1)) {
                if (usedOf(state) + 1 == capacity) {
                    withdrawHint(page, sizeClass);
                }
                return true;
            }
        }
    }

    private int reserveUnassigned(int sizeClass) {
        int row = SizeClasses.UNASSIGNED;
        for (int page = hints.first(row); page >= 0; page = hints.next(row, page)) {
            boolean format = sizeClass == SizeClasses.DESCRIPTOR;
            boolean won = memory.casLong(entry(page), 0, word(format ? FORMATTING : sizeClass, 1));
            withdrawHint(page, row);
            if (won) {
                if (format) {
                    memory.zero(geometry.pageStart(page), geometry.pageBytes);
                    memory.putLongVolatile(entry(page), word(sizeClass, 1));
                }
                if (classes.slots(sizeClass) > 1) {
                    hints.set(sizeClass, page);
                    if (!hasRoom(page, sizeClass)) {
                        withdrawHint(page, sizeClass);
                    }
                }
                return page;
            }
        }
        return -1;
    }

    /** Clears the hint, then looks again: a free that ran in between set it before our clear. */
    private void withdrawHint(int page, int row) {
        hints.clear(row, page);
        if (hasRoom(page, row)) {
            hints.set(row, page);
        }
    }

    private boolean hasRoom(int page, int row) {
        long state = state(page);
        if (row == SizeClasses.UNASSIGNED) {
            return state == 0;
        }
        return classOf(state) == row && usedOf(state) < classes.slots(row);
    }

    private long claim(int page, int sizeClass) {
        int slots = classes.slots(sizeClass);
        int words = (slots + Long.SIZE - 1) / Long.SIZE;
        int word = Math.floorMod((int) memory.getLong(entry(page) + 8), words);
        for (int look = 0; look < MAX_LOOKS; look++) {
            long address = bitmap(page) + 8L * word;
            long bits = memory.getLongVolatile(address);
            long free = ~bits & validBits(slots, word);
            if (free == 0) {
                word = word + 1 == words ? 0 : word + 1;
            } else if (memory.casLong(address, bits, bits | Long.lowestOneBit(free))) {
                memory.putLong(entry(page) + 8, word);
                int slot = word * Long.SIZE + Long.numberOfTrailingZeros(free);
                return geometry.pageStart(page) + (long) slot * classes.slotBytes(sizeClass);
            }
        }
        throw new InvariantViolation("a page with room has no free slot: " + page);
    }

    private static long validBits(int slots, int word) {
        int left = slots - word * Long.SIZE;
        return left >= Long.SIZE ? -1L : (1L << left) - 1;
    }

    /** Gives a slot back. Its bytes may be reused at once. */
    void free(long offset, int sizeClass) {
        int page = geometry.pageOf(offset);
        Check.invariant(geometry.isDataPage(page), "freed offset lies outside the data", offset);
        int slot = slotIndex(offset, sizeClass);
        long bit = 1L << slot;
        long before = memory.getAndClearBits(bitmap(page) + 8L * (slot / Long.SIZE), bit);
        Check.invariant((before & bit) != 0, "slot freed twice, at offset", offset);
        memory.putLong(entry(page) + 8, slot / Long.SIZE);
        while (true) {
            long state = state(page);
            Check.invariant(classOf(state) == sizeClass, "page has another class, offset", offset);
            Check.invariant(usedOf(state) > 0, "page has no slot in use, offset", offset);
            boolean last = usedOf(state) == 1 && sizeClass != SizeClasses.DESCRIPTOR;
            if (memory.casLong(entry(page), state, last ? 0 : state - 1)) {
                if (last) {
                    withdrawHint(page, sizeClass);
                    hints.set(SizeClasses.UNASSIGNED, page);
                } else {
                    hints.set(sizeClass, page);
                }
                return;
            }
        }
    }

    private int slotIndex(long offset, int sizeClass) {
        long inPage = offset & (geometry.pageBytes - 1);
        int slotBytes = classes.slotBytes(sizeClass);
        Check.invariant(inPage % slotBytes == 0, "offset is no slot of its class", offset);
        int slot = (int) (inPage / slotBytes);
        Check.invariant(slot < classes.slots(sizeClass), "offset lies in a page's tail", offset);
        return slot;
    }

    /** Visits the offsets of a page's slots in use, as they are now. */
    void forEachUsed(int page, java.util.function.LongConsumer visitor) {
        int sizeClass = classOfPage(page);
        if (sizeClass == SizeClasses.UNASSIGNED || sizeClass == FORMATTING) {
            return;
        }
        int slots = classes.slots(sizeClass);
        for (int word = 0; word * Long.SIZE < slots; word++) {
            long bits = memory.getLongVolatile(bitmap(page) + 8L * word);
            for (; bits != 0; bits &= bits - 1) {
                int slot = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                visitor.accept(
                        geometry.pageStart(page) + (long) slot * classes.slotBytes(sizeClass));
            }
        }
    }

    /** The class of a page now; a page being formatted is {@link #FORMATTING}. */
    int classOfPage(int page) {
        return classOf(state(page));
    }

    int usedSlots(int page) {
        return usedOf(state(page));
    }

    boolean isAssigned(int page) {
        int sizeClass = classOfPage(page);
        return sizeClass != SizeClasses.UNASSIGNED && sizeClass != FORMATTING;
    }

    /** Bytes of a page's slots in use. */
    long usedBytes(int page) {
        long state = state(page);
        int sizeClass = classOf(state);
        if (sizeClass == FORMATTING) {
            return geometry.pageBytes;
        }
        return (long) usedOf(state) * classes.slotBytes(sizeClass);
    }

    /**
     * Stops steering allocations to a page that is about to be drained; {@link #show} must follow.
     */
    void hide(int page, int sizeClass) {
        hints.clear(sizeClass, page);
    }

    /** Ends {@link #hide}: whatever the page has become, it is found again if it has room. */
    void show(int page) {
        int row = classOfPage(page);
        if (row != FORMATTING && hasRoom(page, row)) {
            hints.set(row, page);
        }
    }

    // Recovery: single-threaded, before anybody else sees the slab.

    /**
     * Forgets all slots but keeps the marks of descriptor pages, so that a crash now loses nothing.
     */
    void reset() {
        memory.zero(geometry.occupancy, geometry.index - geometry.occupancy);
        for (int page = 0; page < geometry.pages; page++) {
            boolean keep = geometry.isDataPage(page) && classOfPage(page) == SizeClasses.DESCRIPTOR;
            memory.putLong(entry(page), keep ? word(SizeClasses.DESCRIPTOR, 0) : 0);
            memory.putLong(entry(page) + 8, 0);
        }
    }

    /** Marks a slot as used; false when it is no slot of this class or already used. */
    boolean tryClaim(long offset, int sizeClass) {
        int page = geometry.pageOf(offset);
        int slotBytes = classes.slotBytes(sizeClass);
        long inPage = offset & (geometry.pageBytes - 1);
        if (!geometry.isDataPage(page)
                || inPage % slotBytes != 0
                || inPage / slotBytes >= classes.slots(sizeClass)) {
            return false;
        }
        long state = state(page);
        if (state != 0 && classOf(state) != sizeClass) {
            return false;
        }
        int slot = (int) (inPage / slotBytes);
        long address = bitmap(page) + 8L * (slot / Long.SIZE);
        long bits = memory.getLong(address);
        if ((bits >>> slot & 1) != 0) {
            return false;
        }
        memory.putLong(address, bits | 1L << slot);
        memory.putLong(entry(page), word(sizeClass, usedOf(state) + 1));
        return true;
    }

    /** Takes back {@link #tryClaim}. */
    void unclaim(long offset, int sizeClass) {
        int page = geometry.pageOf(offset);
        int slot = slotIndex(offset, sizeClass);
        long address = bitmap(page) + 8L * (slot / Long.SIZE);
        memory.putLong(address, memory.getLong(address) & ~(1L << slot));
        int used = usedOf(state(page)) - 1;
        boolean empty = used == 0 && sizeClass != SizeClasses.DESCRIPTOR;
        memory.putLong(entry(page), empty ? 0 : word(sizeClass, used));
    }

    /** Ends recovery: empty descriptor pages become unassigned, and hints say where room is. */
    void rebuildHints() {
        for (int page = geometry.firstDataPage; page < geometry.pages; page++) {
            if (usedSlots(page) == 0) {
                memory.putLong(entry(page), 0);
            }
            show(page);
        }
    }

    private long state(int page) {
        return memory.getLongVolatile(entry(page));
    }

    private long entry(int page) {
        return geometry.pageTable + (long) page * Geometry.PAGE_ENTRY_BYTES;
    }

    private long bitmap(int page) {
        return geometry.occupancy + (long) page * geometry.occupancyBytes;
    }

    private static long word(int sizeClass, int used) {
        return (long) sizeClass << CLASS_SHIFT | used;
    }

    private static int classOf(long state) {
        return (int) (state >>> CLASS_SHIFT);
    }

    private static int usedOf(long state) {
        return (int) (state & USED_MASK);
    }
}
