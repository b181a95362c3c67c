package io.neurocache.slab;

import java.util.Arrays;

/**
 * The slot sizes of a slab.
 *
 * <p>A page of class c is cut into equal slots. The <em>fine</em> classes reach from 128 bytes to
 * an eighth of a page, each so close to the next that an object in the smallest slot that holds it
 * wastes at most 12.5 % of its share of the page, the page's tail included. The three
 * <em>extent</em> classes (a quarter, a half, a whole page) are too coarse for that; a body uses
 * them only for parts that fill them completely. A slot always has the smallest class that holds
 * its bytes, so that recovery derives the class from the length.
 *
 * <p>Every slot starts with {@link #SLOT_HEADER_BYTES} that name its owner. Immutable, safe from
 * any thread.
 */
final class SizeClasses {
    /** A page that no class uses. */
    static final int UNASSIGNED = 0;

    /** Descriptors, {@link Descriptors#BYTES} each. */
    static final int DESCRIPTOR = 1;

    /** The class of the smallest data slots; greater classes have greater slots. */
    static final int FIRST_DATA = 2;

    /** The bytes at the start of each data slot that name its owner. */
    static final int SLOT_HEADER_BYTES = 8;

    /** The smallest slot; descriptors have this size too. */
    static final int MIN_SLOT_BYTES = 128;

    /** Fine slots are at most a page divided by this: the first divisor whose steps are 12.5 %. */
    private static final int FINE_SLOTS_PER_PAGE = 8;

    /** The least part of a slot's share of its page that the class below must reach. */
    private static final double MIN_FILL = 0.875;

    private static final int GRANULE_SHIFT = 4;

    private final int[] slotBytes;
    private final int[] slots;
    private final int largestFine;
    private final byte[] classOfGranules;

    SizeClasses(int pageBytes) {
        int[] sizes = new int[128];
        int count = 0;
        for (int divisor = 1; divisor < FINE_SLOTS_PER_PAGE; divisor *= 2) {
            sizes[count++] = pageBytes / divisor;
        }
        int extentClasses = count;
        for (int n = FINE_SLOTS_PER_PAGE; ; ) {
            int slot = slotSize(pageBytes, n);
            sizes[count++] = slot;
            if (slot == MIN_SLOT_BYTES) {
                break;
            }
            n = nextDivisor(pageBytes, n);
        }
        int classes = FIRST_DATA + count;
        slotBytes = new int[classes];
        slots = new int[classes];
        slotBytes[DESCRIPTOR] = Descriptors.BYTES;
        for (int i = 0; i < count; i++) {
            slotBytes[classes - 1 - i] = sizes[i];
        }
        for (int c = DESCRIPTOR; c < classes; c++) {
            slots[c] = pageBytes / slotBytes[c];
        }
        largestFine = classes - 1 - extentClasses;
        classOfGranules = granules();
    }

    /**
     * The most slots of a size that is at least {@link #MIN_FILL} of the share of the size above.
     */
    private static int nextDivisor(int pageBytes, int n) {
        double least = MIN_FILL * pageBytes / n;
        int next = n + 1;
        while (slotSize(pageBytes, next + 1) >= Math.max(least, MIN_SLOT_BYTES)
                && slotSize(pageBytes, next) > MIN_SLOT_BYTES) {
            next++;
        }
        return pageBytes / slotSize(pageBytes, next);
    }

    private static int slotSize(int pageBytes, int n) {
        int size = pageBytes / n;
        int alignment = size >= 1024 ? 64 : 16;
        return Math.max(MIN_SLOT_BYTES, size & -alignment);
    }

    private byte[] granules() {
        byte[] table = new byte[(slotBytes[largestFine] >> GRANULE_SHIFT) + 1];
        int c = FIRST_DATA;
        for (int g = 0; g < table.length; g++) {
            while (slotBytes[c] < g << GRANULE_SHIFT) {
                c++;
            }
            table[g] = (byte) c;
        }
        return table;
    }

    /** Number of classes, {@link #UNASSIGNED} included. */
    int count() {
        return slotBytes.length;
    }

    int slotBytes(int sizeClass) {
        return slotBytes[sizeClass];
    }

    /** Slots of this class in a page. */
    int slots(int sizeClass) {
        return slots[sizeClass];
    }

    /** Bytes of an object a slot of this class takes. */
    int capacity(int sizeClass) {
        return slotBytes[sizeClass] - SLOT_HEADER_BYTES;
    }

    /** The greatest class with steps of at most 12.5 %. */
    int largestFine() {
        return largestFine;
    }

    /** The class whose slot is a whole page. */
    int wholePage() {
        return slotBytes.length - 1;
    }

    /** The smallest class that takes this many bytes besides the slot's header. */
    int classFor(int payloadBytes) {
        int bytes = payloadBytes + SLOT_HEADER_BYTES;
        Check.argument(
                payloadBytes >= 0 && bytes <= slotBytes[wholePage()],
                "no slot takes so many bytes",
                payloadBytes);
        int granule = (bytes + (1 << GRANULE_SHIFT) - 1) >> GRANULE_SHIFT;
        if (granule < classOfGranules.length) {
            return classOfGranules[granule];
        }
        int c = largestFine + 1;
        while (slotBytes[c] < bytes) {
            c++;
        }
        return c;
    }

    /** True when this is the right class for so many body bytes: coarse slots must be full. */
    boolean isTight(int sizeClass, int payloadBytes) {
        return classFor(payloadBytes) == sizeClass
                && (sizeClass <= largestFine || payloadBytes == capacity(sizeClass));
    }

    /** The greatest class that this many bytes fill completely. */
    int largestFilledBy(long payloadBytes) {
        int c = wholePage();
        while (c > FIRST_DATA && capacity(c) > payloadBytes) {
            c--;
        }
        return c;
    }

    @Override
    public String toString() {
        return Arrays.toString(slotBytes);
    }
}
