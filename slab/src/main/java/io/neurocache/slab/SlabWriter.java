package io.neurocache.slab;

import java.nio.ByteBuffer;
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
    private static final Extent[] NO_EXTENTS = {};

    private enum Phase {
        WRITING,
        /** Bytes were refused: only abort is left, so that no part passes for the whole. */
        REFUSED,
        ENDED
    }

    private final ObjectStore store;
    private final SpaceMaker space;
    private byte[] key;
    private final byte @Nullable [] exactMeta;
    private final long expected;
    private final long handle;
    private final long millis;
    private final Body body;

    private long inlineSlot;
    private Phase phase = Phase.WRITING;

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
        this.body = new Body(store, space, handle, expected);
        if (exactMeta != null && handle != Slab.NONE && expected <= store.geometry.maxBodyBytes()) {
            long bytes = (long) key.length + exactMeta.length + expected;
            if (isInline(bytes)) {
                openInline(exactMeta.length, bytes);
            }
        }
    }

    /** Takes the final slot at once, because the whole object fits one. */
    private void openInline(int metaLength, long bytes) {
        boolean opened = false;
        try {
            inlineSlot = space.allocate((int) bytes);
            opened = true;
        } finally {
            if (!opened) {
                // The reclaimer threw, and the caller gets no writer to abort.
                abort();
            }
        }
        if (inlineSlot != PageAllocator.NONE) {
            store.heads.writeOwner(inlineSlot, Descriptors.id(handle));
            long start = inlineSlot + SizeClasses.SLOT_HEADER_BYTES + key.length + metaLength;
            body.startInPlace(start, (int) expected);
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
     * @throws IllegalStateException after commit, abort or a refusal, and when more bytes come than
     *     were declared as the exact length
     */
    public WriteResult write(ByteBuffer source) {
        Check.state(phase != Phase.ENDED, "the writer has ended");
        Check.state(phase != Phase.REFUSED, "bytes were refused before");
        long total = body.written() + source.remaining();
        Check.state(exactMeta == null || total <= expected, "more bytes than declared");
        if (total > store.geometry.maxBodyBytes()) {
            phase = Phase.REFUSED;
            return WriteResult.TOO_LARGE;
        }
        if (!body.append(source)) {
            phase = Phase.REFUSED;
            return WriteResult.FULL;
        }
        return WriteResult.OK;
    }

    /** Bytes written so far; all of them can be read through the extents. */
    public long written() {
        return body.written();
    }

    /** Extents of the body so far. */
    public int extentCount() {
        return body.runs().count();
    }

    /** File offset of an extent, as for {@link Slab#buffer}. */
    public long extentOffset(int i) {
        return body.runs().offset(i);
    }

    /**
     * Bytes of an extent. The last one's may not all be written yet: {@link #written} says how far
     * to read.
     */
    public int extentLength(int i) {
        return body.runs().length(i);
    }

    /**
     * Bytes from a place below {@link #written} on, as many as lie together up to a maximum.
     *
     * <p>One look at the extents, so that a commit which moves them cannot come in between.
     *
     * @param maxBytes at least 1, and no more than were written from the position on
     */
    public ByteBuffer buffer(long position, int maxBytes) {
        return body.runs().buffer(store.windows, position, maxBytes);
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
        Check.state(body.written() == expected, "fewer bytes than declared");
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

    /**
     * Publishes the object under another key than it was begun with.
     *
     * @param finalKey 1 to {@link Slab#MAX_KEY_BYTES} bytes
     * @param meta as for {@link #commit(byte[])}, which says what is returned too
     */
    public long commit(byte[] finalKey, byte[] meta) {
        Check.argument(
                finalKey.length > 0 && finalKey.length <= Slab.MAX_KEY_BYTES,
                "key length",
                finalKey.length);
        // A reader of an object in progress sees its body alone, and so no key that changes.
        Check.state(exactMeta == null, "the slot was taken for the key");
        key = finalKey.clone();
        return end(meta.clone());
    }

    private long end(byte[] meta) {
        Check.state(phase != Phase.ENDED, "the writer has ended");
        Check.state(phase != Phase.REFUSED, "bytes were refused before");
        phase = Phase.ENDED;
        if (handle == Slab.NONE) {
            return Slab.NONE;
        }
        body.end();
        boolean placed = false;
        boolean published = false;
        try {
            placed = place(meta);
            published = placed && space.publish(handle, key);
        } finally {
            // Also when the reclaimer or a listener threw.
            if (!placed) {
                discard();
            } else if (!published) {
                store.release(handle);
            }
        }
        return published ? handle : Slab.NONE;
    }

    /** Brings the bytes into their final slots and describes them; false when there is no room. */
    private boolean place(byte[] meta) {
        long inlineBytes = (long) key.length + meta.length + body.written();
        if (inlineSlot != PageAllocator.NONE) {
            describe(inlineSlot, meta, NO_EXTENTS, body.crcInPlace());
            return true;
        }
        if (meta.length > Slab.MAX_META_BYTES) {
            return false;
        }
        if (isInline(inlineBytes) || body.written() == 0) {
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
        long to = slot + SizeClasses.SLOT_HEADER_BYTES + key.length + meta.length;
        int bodyCrc = body.moveTogether(to);
        inlineSlot = slot;
        describe(slot, meta, NO_EXTENTS, bodyCrc);
        return true;
    }

    private boolean placeExtents(byte[] meta) {
        if (!body.shrinkLast()) {
            return false;
        }
        long headBytes = Heads.tableBytes(body.runs().count()) + (long) key.length + meta.length;
        if (headBytes > store.geometry.pageBytes - SizeClasses.SLOT_HEADER_BYTES) {
            return false;
        }
        long head = space.allocate((int) headBytes);
        if (head == PageAllocator.NONE) {
            return false;
        }
        describe(head, meta, body.table(), 0);
        return true;
    }

    private void describe(long head, byte[] meta, Extent[] table, int bodyCrc) {
        Description description = new Description(key, meta, table, body.written(), bodyCrc);
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
        if (phase != Phase.ENDED) {
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
            body.retire();
        }
        store.release(handle);
    }
}
