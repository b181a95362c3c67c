package io.neurocache.slab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The body of an object that is being written: the bytes, where they lie, and their checksums.
 *
 * <p>Confined to the writer's thread, except {@link #runs} and {@link #written}, which are safe
 * from any thread; bytes below {@code written} do not change. Slots that the body leaves are
 * retired, see {@link ObjectStore#retire}.
 */
final class Body {
    private final ObjectStore store;
    private final SpaceMaker space;
    private final long handle;
    private final ExtentSizes sizes;
    private final CRC32C crc = new CRC32C();

    private boolean inPlace;
    private int[] crcs = new int[4];
    private int usedOfLast;
    private volatile Runs runs = Runs.NONE;
    private volatile long written;

    /** {@code expected} is a hint at the length, or -1; {@code handle} the object's, or none. */
    Body(ObjectStore store, SpaceMaker space, long handle, long expected) {
        this.store = store;
        this.space = space;
        this.handle = handle;
        this.sizes = new ExtentSizes(store.geometry, expected);
    }

    /** Bytes so far. */
    long written() {
        return written;
    }

    /** Where they lie; the last run may be longer than what is written. */
    Runs runs() {
        return runs;
    }

    /** Gives the body its final place, in a slot that is not its own. Nothing is written yet. */
    void startInPlace(long offset, int length) {
        inPlace = true;
        runs = Runs.of(offset, length);
    }

    /** Takes all remaining bytes; false when there was no room for all. */
    boolean append(ByteBuffer source) {
        while (source.hasRemaining()) {
            if ((runs.count() == 0 || usedOfLast == runs.lastLength()) && !grow()) {
                return false;
            }
            fill(source);
        }
        return true;
    }

    private void fill(ByteBuffer source) {
        int n = Math.min(source.remaining(), runs.lastLength() - usedOfLast);
        crc.update(source.slice(source.position(), n));
        store.memory.copyIn(source, runs.lastOffset() + usedOfLast, n);
        usedOfLast += n;
        long total = written + n;
        written = total;
    }

    /** Adds an extent; the one before is full. */
    private boolean grow() {
        if (handle == Slab.NONE || inPlace || runs.count() == store.geometry.maxExtents()) {
            return false;
        }
        long slot = space.allocate(sizes.largest(written), sizes.smallest(written, runs.count()));
        if (slot == PageAllocator.NONE) {
            return false;
        }
        closeLastCrc();
        store.heads.writeOwner(slot, Descriptors.id(handle));
        runs = runs.plus(slot + SizeClasses.SLOT_HEADER_BYTES, capacityOf(slot));
        usedOfLast = 0;
        return true;
    }

    private void closeLastCrc() {
        if (runs.count() > 0) {
            setCrc(runs.count() - 1, (int) crc.getValue());
        }
        crc.reset();
    }

    private void setCrc(int i, int value) {
        if (i >= crcs.length) {
            crcs = Arrays.copyOf(crcs, 2 * crcs.length);
        }
        crcs[i] = value;
    }

    /** Ends the last checksum; no bytes follow. */
    void end() {
        closeLastCrc();
    }

    /** The checksum of a body that was written in place. */
    int crcInPlace() {
        return crcs[0];
    }

    /**
     * Copies the body to where it lies in one piece, in a slot not its own; returns its checksum.
     */
    int moveTogether(long offset) {
        Runs before = runs;
        long to = offset;
        for (int i = 0; i < before.count(); i++) {
            int length = i == before.count() - 1 ? usedOfLast : before.length(i);
            store.memory.copyWithin(before.offset(i), to, length);
            to += length;
        }
        runs = Runs.of(offset, (int) written);
        for (int i = 0; i < before.count(); i++) {
            store.retire(handle, before.slot(i));
        }
        return before.count() == 1 ? crcs[0] : store.heads.crc(offset, (int) written);
    }

    /**
     * Moves the last extent to slots that it fills, and to a fine one for what is left; false when
     * there is no room.
     */
    boolean shrinkLast() {
        Runs before = runs;
        long slot = before.slot(before.count() - 1);
        SizeClasses classes = store.geometry.classes;
        int sizeClass = store.pages.classOfPage(store.geometry.pageOf(slot));
        if (classes.isTight(sizeClass, usedOfLast)) {
            runs = before.withoutLast().plus(before.lastOffset(), usedOfLast);
            return true;
        }
        if (!moveLast(before)) {
            return false;
        }
        store.retire(handle, slot);
        return true;
    }

    /** Copies the last extent; when there is no room, everything is as before. */
    private boolean moveLast(Runs before) {
        Runs moved = before.withoutLast();
        int done = 0;
        try {
            while (done < usedOfLast) {
                long slot = allocatePart(usedOfLast - done, moved.count());
                if (slot == PageAllocator.NONE) {
                    return false;
                }
                long to = slot + SizeClasses.SLOT_HEADER_BYTES;
                int length = Math.min(usedOfLast - done, capacityOf(slot));
                moved = moved.plus(to, length);
                store.heads.writeOwner(slot, Descriptors.id(handle));
                store.memory.copyWithin(before.lastOffset() + done, to, length);
                setCrc(moved.count() - 1, store.heads.crc(to, length));
                done += length;
            }
            runs = moved;
            return true;
        } finally {
            for (int i = before.count() - 1; done < usedOfLast && i < moved.count(); i++) {
                store.retire(handle, moved.slot(i));
            }
        }
    }

    private long allocatePart(int rest, int extents) {
        if (extents == store.geometry.maxExtents()) {
            return PageAllocator.NONE;
        }
        SizeClasses classes = store.geometry.classes;
        if (rest <= classes.capacity(classes.largestFine())) {
            return space.allocate(rest);
        }
        return space.allocate(classes.largestFilledBy(rest), classes.largestFine());
    }

    private int capacityOf(long slot) {
        int sizeClass = store.pages.classOfPage(store.geometry.pageOf(slot));
        return store.geometry.classes.capacity(sizeClass);
    }

    /** The extents of an ended body. */
    Extent[] table() {
        Runs now = runs;
        Extent[] table = new Extent[now.count()];
        for (int i = 0; i < table.length; i++) {
            table[i] = new Extent(now.offset(i), now.length(i), crcs[i]);
        }
        return table;
    }

    /** Gives the slots back. */
    void retire() {
        Runs now = runs;
        for (int i = 0; i < now.count(); i++) {
            store.retire(handle, now.slot(i));
        }
    }
}
