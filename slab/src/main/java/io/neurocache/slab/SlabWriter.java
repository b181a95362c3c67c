package io.neurocache.slab;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one object; others may read what is written before it is committed.
 *
 * <p>Ends with exactly one {@link #commit} or {@link #abort}. Confined to one thread at a time,
 * except {@link #handle}, {@link #written}, {@link #extentCount}, {@link #extentOffset} and {@link
 * #extentLength}, which are safe from any thread. A reader that streams along retains {@link
 * #handle} first, while it knows that the writer has not ended, and reads the extents afterwards.
 *
 * <p>Commit may move bytes to slots that fit better. The slots it leaves are freed at once when
 * only the writer references the object, else together with the object, so a reader that looked at
 * an extent under its reference may go on reading there.
 */
public final class SlabWriter {
    private static final int FIRST_EXTENT_BYTES = 16 << 10;
    private static final Extent[] NO_EXTENTS = {};

    private enum Phase {
        WRITING,
        ENDED
    }

    /** Where the body lies: offsets and lengths below {@code count} never change. */
    // A record for its shape; nobody compares runs.
    @SuppressWarnings("ArrayRecordComponent")
    private record Runs(long[] offsets, int[] lengths, int count) {
        static Runs of(long offset, int length) {
            return new Runs(new long[] {offset}, new int[] {length}, 1);
        }

        Runs plus(long offset, int length) {
            boolean full = count == offsets.length;
            long[] o = full ? Arrays.copyOf(offsets, 2 * count + 4) : offsets;
            int[] l = full ? Arrays.copyOf(lengths, 2 * count + 4) : lengths;
            o[count] = offset;
            l[count] = length;
            return new Runs(o, l, count + 1);
        }

        int last() {
            return lengths[count - 1];
        }
    }

    private final ObjectStore store;
    private final SpaceMaker space;
    private final byte[] key;
    private final byte @Nullable [] exactMeta;
    private final long expected;
    private final long handle;
    private final long millis;
    private final CRC32C crc = new CRC32C();

    private long inlineSlot;
    private int[] crcs = new int[4];
    private int usedOfLast;
    private Phase phase = Phase.WRITING;
    private volatile Runs runs = new Runs(new long[0], new int[0], 0);
    private volatile long written;

    SlabWriter(
            ObjectStore store,
            SpaceMaker space,
            byte[] key,
            byte @Nullable [] exactMeta,
            long expected,
            long millis) {
        Check.argument(
                key.length > 0 && key.length <= Slab.MAX_KEY_BYTES, "key length", key.length);
        this.store = store;
        this.space = space;
        this.key = key.clone();
        this.exactMeta = exactMeta == null ? null : exactMeta.clone();
        this.expected = expected;
        this.millis = millis;
        this.handle = space.allocateDescriptor();
        if (exactMeta != null && handle != Slab.NONE && expected <= store.geometry.maxBodyBytes()) {
            openInline(exactMeta.length);
        }
    }

    /** Takes the final slot at once when the whole object fits one. */
    private void openInline(int metaLength) {
        long bytes = (long) key.length + metaLength + expected;
        if (!isInline(bytes)) {
            return;
        }
        inlineSlot = space.allocate((int) bytes);
        if (inlineSlot != PageAllocator.NONE) {
            store.heads.writeOwner(inlineSlot, Descriptors.id(handle));
            long body = inlineSlot + SizeClasses.SLOT_HEADER_BYTES + key.length + metaLength;
            runs = Runs.of(body, (int) expected);
        }
    }

    private boolean isInline(long headBytes) {
        SizeClasses classes = store.geometry.classes;
        return headBytes <= classes.capacity(classes.largestFine());
    }

    /**
     * The object in progress, or {@link Slab#NONE} when there was not even room for a descriptor.
     * The writer holds a reference until it ends.
     */
    public long handle() {
        return handle;
    }

    /**
     * Takes all bytes from the source's position to its limit.
     *
     * @throws IllegalStateException after commit or abort, and when more bytes come than were
     *     declared as the exact length
     */
    public WriteResult write(ByteBuffer source) {
        Check.state(phase == Phase.WRITING, "the writer has ended");
        long total = written + source.remaining();
        Check.state(exactMeta == null || total <= expected, "more bytes than declared");
        if (total > store.geometry.maxBodyBytes()) {
            return WriteResult.TOO_LARGE;
        }
        if (handle == Slab.NONE) {
            return WriteResult.FULL;
        }
        while (source.hasRemaining()) {
            if ((runs.count == 0 || usedOfLast == runs.last()) && !grow()) {
                return WriteResult.FULL;
            }
            append(source);
        }
        return WriteResult.OK;
    }

    private void append(ByteBuffer source) {
        int n = Math.min(source.remaining(), runs.last() - usedOfLast);
        crc.update(source.slice(source.position(), n));
        store.memory.copyIn(source, runs.offsets[runs.count - 1] + usedOfLast, n);
        usedOfLast += n;
        long total = written + n;
        written = total;
    }

    /** Adds an extent; the one before is full. */
    private boolean grow() {
        if (runs.count == store.geometry.maxExtents() || inlineSlot != PageAllocator.NONE) {
            return false;
        }
        SizeClasses classes = store.geometry.classes;
        long wanted = wantedBytes();
        int largest;
        int smallest;
        if (wanted <= classes.capacity(classes.largestFine())) {
            largest = classes.classFor((int) wanted);
            smallest = largest;
        } else {
            largest = classes.largestFilledBy(wanted);
            smallest = classes.largestFine();
        }
        long slot = space.allocate(largest, smallest);
        if (slot == PageAllocator.NONE) {
            return false;
        }
        closeLastCrc();
        store.heads.writeOwner(slot, Descriptors.id(handle));
        int capacity = classes.capacity(store.pages.classOfPage(store.geometry.pageOf(slot)));
        runs = runs.plus(slot + SizeClasses.SLOT_HEADER_BYTES, capacity);
        usedOfLast = 0;
        return true;
    }

    private long wantedBytes() {
        if (expected > written) {
            return expected - written;
        }
        return Math.clamp(written, FIRST_EXTENT_BYTES, store.geometry.pageBytes);
    }

    private void closeLastCrc() {
        int last = runs.count - 1;
        if (last >= 0) {
            if (last >= crcs.length) {
                crcs = Arrays.copyOf(crcs, 2 * crcs.length);
            }
            crcs[last] = (int) crc.getValue();
        }
        crc.reset();
    }

    /** Bytes written so far; all of them can be read through the extents. */
    public long written() {
        return written;
    }

    /** Extents of the body so far. */
    public int extentCount() {
        return runs.count;
    }

    /** File offset of an extent, as for {@link Slab#buffer}. */
    public long extentOffset(int i) {
        Runs now = runs;
        Check.argument(i >= 0 && i < now.count, "no such extent", i);
        return now.offsets[i];
    }

    /**
     * Bytes of an extent. The last one's may not all be written yet: {@link #written} says how far
     * to read.
     */
    public int extentLength(int i) {
        Runs now = runs;
        Check.argument(i >= 0 && i < now.count, "no such extent", i);
        return now.lengths[i];
    }

    /**
     * Bytes from a place below {@link #written} on, as many as lie together up to a maximum.
     *
     * <p>One look at the extents, so that a commit which moves them cannot come in between.
     *
     * @param maxBytes at least 1, and no more than were written from the position on
     */
    public ByteBuffer buffer(long position, int maxBytes) {
        Runs now = runs;
        long start = 0;
        for (int i = 0; i < now.count; i++) {
            if (position < start + now.lengths[i]) {
                int skip = (int) (position - start);
                int bytes = Math.min(maxBytes, now.lengths[i] - skip);
                return store.windows.buffer(now.offsets[i] + skip, bytes);
            }
            start += now.lengths[i];
        }
        throw new IllegalArgumentException("the position has not been written");
    }

    /**
     * Publishes an object whose meta bytes and exact length were given at the start.
     *
     * @return as {@link #commit(byte[])}
     * @throws IllegalStateException when fewer bytes were written than declared
     */
    public long commit() {
        byte[] meta = exactMeta;
        Check.state(meta != null, "the meta bytes were not given at the start");
        Check.state(written == expected, "fewer bytes than declared");
        return end(meta == null ? new byte[0] : meta);
    }

    /**
     * Publishes the object under its key, in place of an earlier one.
     *
     * @param meta opaque bytes kept beside the body; with the key at most {@link
     *     Slab#maxHeadBytes()}
     * @return the object, with the reference of the writer that is now the caller's to release; or
     *     {@link Slab#NONE} when there is no room or the key and meta bytes are too long, and then
     *     everything is released as by {@link #abort}
     */
    public long commit(byte[] meta) {
        Check.state(exactMeta == null, "the meta bytes were given at the start");
        return end(meta.clone());
    }

    private long end(byte[] meta) {
        Check.state(phase == Phase.WRITING, "the writer has ended");
        phase = Phase.ENDED;
        if (handle == Slab.NONE) {
            return Slab.NONE;
        }
        closeLastCrc();
        if (!place(meta)) {
            discard();
            return Slab.NONE;
        }
        if (!space.publish(handle, key)) {
            store.release(handle);
            return Slab.NONE;
        }
        return handle;
    }

    /** Brings the bytes into their final slots and describes them; false when there is no room. */
    private boolean place(byte[] meta) {
        long inlineBytes = (long) key.length + meta.length + written;
        if (inlineSlot != PageAllocator.NONE) {
            describe(inlineSlot, meta, NO_EXTENTS, crcs[0]);
            return true;
        }
        if (meta.length > Slab.MAX_META_BYTES) {
            return false;
        }
        if (isInline(inlineBytes) || written == 0) {
            return placeInline(meta, inlineBytes);
        }
        return placeExtents(meta);
    }

    private boolean placeInline(byte[] meta, long headBytes) {
        if (headBytes > store.geometry.pageBytes - SizeClasses.SLOT_HEADER_BYTES) {
            return false;
        }
        long slot = space.allocate((int) headBytes);
        if (slot == PageAllocator.NONE) {
            return false;
        }
        Runs before = runs;
        long body = slot + SizeClasses.SLOT_HEADER_BYTES + key.length + meta.length;
        long to = body;
        for (int i = 0; i < before.count; i++) {
            int length = lengthOf(before, i);
            store.memory.copyWithin(before.offsets[i], to, length);
            to += length;
        }
        int bodyCrc = before.count == 1 ? crcs[0] : store.heads.crc(body, (int) written);
        runs = Runs.of(body, (int) written);
        for (int i = 0; i < before.count; i++) {
            store.retire(handle, before.offsets[i] - SizeClasses.SLOT_HEADER_BYTES);
        }
        inlineSlot = slot;
        describe(slot, meta, NO_EXTENTS, bodyCrc);
        return true;
    }

    private boolean placeExtents(byte[] meta) {
        int extents = runs.count;
        long headBytes = Heads.tableBytes(extents) + (long) key.length + meta.length;
        if (headBytes > store.geometry.pageBytes - SizeClasses.SLOT_HEADER_BYTES || !shrinkLast()) {
            return false;
        }
        long head = space.allocate((int) headBytes);
        if (head == PageAllocator.NONE) {
            return false;
        }
        Extent[] table = new Extent[extents];
        for (int i = 0; i < extents; i++) {
            table[i] = new Extent(runs.offsets[i], runs.lengths[i], crcs[i]);
        }
        describe(head, meta, table, 0);
        return true;
    }

    /** Moves the last extent to the smallest slot that holds it. */
    private boolean shrinkLast() {
        SizeClasses classes = store.geometry.classes;
        Runs before = runs;
        int last = before.count - 1;
        long from = before.offsets[last];
        long slot = from - SizeClasses.SLOT_HEADER_BYTES;
        long[] offsets = Arrays.copyOf(before.offsets, before.count);
        int[] lengths = Arrays.copyOf(before.lengths, before.count);
        lengths[last] = usedOfLast;
        int sizeClass = store.pages.classOfPage(store.geometry.pageOf(slot));
        if (classes.classFor(usedOfLast) == sizeClass) {
            runs = new Runs(offsets, lengths, before.count);
            return true;
        }
        long smaller = space.allocate(usedOfLast);
        if (smaller == PageAllocator.NONE) {
            return false;
        }
        store.heads.writeOwner(smaller, Descriptors.id(handle));
        offsets[last] = smaller + SizeClasses.SLOT_HEADER_BYTES;
        store.memory.copyWithin(from, offsets[last], usedOfLast);
        runs = new Runs(offsets, lengths, before.count);
        store.retire(handle, slot);
        return true;
    }

    private int lengthOf(Runs of, int i) {
        return i == of.count - 1 ? usedOfLast : of.lengths[i];
    }

    private void describe(long head, byte[] meta, Extent[] table, int bodyCrc) {
        Description description = new Description(key, meta, table, written, bodyCrc);
        store.describe(handle, head, description, millis);
        long descriptor = store.descriptors.offset(handle);
        store.descriptors.writeHead(descriptor, head, table.length);
        int seconds = (int) (millis / 1000);
        store.descriptors.verifiedAtSeconds(descriptor, seconds);
        store.descriptors.lastAccessSeconds(descriptor, seconds);
    }

    /**
     * Gives everything back. Readers that hold references may finish. Does nothing after the end.
     */
    public void abort() {
        if (phase == Phase.WRITING) {
            phase = Phase.ENDED;
            if (handle != Slab.NONE) {
                discard();
            }
        }
    }

    private void discard() {
        if (inlineSlot != PageAllocator.NONE) {
            store.retire(handle, inlineSlot);
        } else {
            Runs last = runs;
            for (int i = 0; i < last.count; i++) {
                store.retire(handle, last.offsets[i] - SizeClasses.SLOT_HEADER_BYTES);
            }
        }
        store.release(handle);
    }
}
