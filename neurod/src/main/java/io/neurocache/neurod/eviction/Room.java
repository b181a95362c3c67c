package io.neurocache.neurod.eviction;

import io.neurocache.slab.Check;

/**
 * How many bytes of objects fit into a slab.
 *
 * <p>Nobody can say: pages are of one size class each, and the rest of a page is lost. So it is
 * found out. It begins with the whole slab; when that is full with less, it is what was in it; from
 * then on each time it is full takes some bytes away, and each object that is admitted gives a few
 * back. Of that a part is kept free for what is on its way into the slab: else a response that the
 * policy will not take has pushed out objects before the policy was asked.
 *
 * <p>Confined to one thread at a time.
 */
final class Room {
    /** One in this many parts of the room is for what is on its way. */
    private static final int TRANSIT_PART = 32;

    /** One in this many parts of the room is taken away when the slab is full once more. */
    private static final int STEP_PART = 1024;

    /** One in this many bytes of what is admitted is given back. */
    private static final int GROWTH_PART = 16;

    private final long slabBytes;
    private long bytes;
    private boolean wasFull;

    Room(long slabBytes) {
        Check.argument(slabBytes > 0, "no slab", slabBytes);
        this.slabBytes = slabBytes;
        this.bytes = slabBytes;
    }

    /** What objects may occupy. */
    long forObjects() {
        return Math.max(1, bytes - bytes / TRANSIT_PART);
    }

    /** The slab is full with this in use; whether that changes anything. */
    boolean full(long usedBytes) {
        long before = bytes;
        if (wasFull) {
            bytes -= Math.max(1, bytes / STEP_PART);
        } else {
            wasFull = true;
            bytes = Math.min(bytes, usedBytes);
        }
        bytes = Math.max(bytes, slabBytes / 4);
        return bytes != before;
    }

    /** An object is admitted; whether that changes anything. */
    boolean admitted(long objectBytes) {
        long before = bytes;
        if (wasFull) {
            bytes = Math.min(slabBytes, bytes + objectBytes / GROWTH_PART);
        }
        return bytes != before;
    }
}
