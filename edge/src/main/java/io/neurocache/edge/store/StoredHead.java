package io.neurocache.edge.store;

import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Names;
import io.neurocache.edge.rules.CacheTag;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.slab.Check;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The head of a stored response, as it lies beside its body: a few numbers, then the field lines
 * ready for an HTTP/1.1 client.
 *
 * <pre>
 * byte 0      layout: {@value #LAYOUT}
 * byte 1      where it comes from (Provenance); bit 7: the lines hold a Cache-Status
 * bytes 2-3   status
 * bytes 4-45  freshness (see Freshness.writeTo)
 * bytes 46-53 born: up to where the log had been applied when it was asked for
 * byte 54     how many tags, at most {@value CacheTag#MAX_TAGS}
 * from 55     for each tag its number (see Names.tag), 8 bytes
 * then        field lines, each ended by CR LF
 * </pre>
 *
 * Content-Length is not among the lines: it is known from the body, and differs for a range. Age
 * and Cache-Status are not either: they are new in every answer.
 *
 * <p>Immutable; valid as long as the memory it was read from.
 */
public final class StoredHead {
    /** 1 had neither born nor tags; 2 marks a list of variants. */
    private static final byte LAYOUT = 3;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int CACHE_STATUS_BIT = 0x80;
    private static final int STATUS_AT = 2;
    private static final int FRESHNESS_AT = 4;
    private static final int BORN_AT = FRESHNESS_AT + Freshness.ENCODED_BYTES;
    private static final int TAG_COUNT_AT = BORN_AT + Long.BYTES;
    private static final int TAGS_AT = TAG_COUNT_AT + 1;
    private static final long[] NO_TAGS = {};

    private final MemorySegment meta;
    private final Provenance provenance;
    private final boolean hasCacheStatus;
    private final int status;
    private final Freshness freshness;
    private @Nullable Fields fields;

    private StoredHead(
            MemorySegment meta,
            Provenance provenance,
            boolean hasCacheStatus,
            int status,
            Freshness freshness) {
        this.meta = meta;
        this.provenance = provenance;
        this.hasCacheStatus = hasCacheStatus;
        this.status = status;
        this.freshness = freshness;
    }

    /** Where a stored response comes from. */
    public enum Provenance {
        /** An origin sent it. */
        ORIGIN(0),
        /** A client put it. */
        UPLOAD(1);

        /** As it is stored; never changed, never used again for another. */
        private final int code;

        Provenance(int code) {
            this.code = code;
        }

        private static @Nullable Provenance ofCode(int code) {
            return code == ORIGIN.code ? ORIGIN : code == UPLOAD.code ? UPLOAD : null;
        }
    }

    /**
     * Writes a head as the bytes that {@link #read} takes. The tags are those of the fields.
     *
     * @param born up to where the log had been applied when the response was asked for
     */
    public static byte[] encode(
            Provenance provenance, int status, Freshness freshness, long born, Fields fields) {
        byte[] block = FieldBlock.encode(fields);
        long[] tags = Names.tags(CacheTag.of(fields).tags());
        ByteBuffer meta = ByteBuffer.allocate(TAGS_AT + tags.length * Long.BYTES + block.length);
        int cacheStatus = fields.contains("Cache-Status") ? CACHE_STATUS_BIT : 0;
        meta.put(LAYOUT).put((byte) (provenance.code | cacheStatus)).putShort((short) status);
        freshness.writeTo(meta);
        meta.putLong(born).put((byte) tags.length);
        for (long tag : tags) {
            meta.putLong(tag);
        }
        return meta.put(block).array();
    }

    /** Writes the same head with another freshness and birth. */
    public byte[] reborn(Freshness other, long born) {
        return encode(provenance, status, other, born, fields());
    }

    /** Reads a head; null when the bytes are not one, as after a change of layout. */
    public static @Nullable StoredHead read(MemorySegment meta) {
        if (meta.byteSize() < TAGS_AT || meta.get(ValueLayout.JAVA_BYTE, 0) != LAYOUT) {
            return null;
        }
        int code = meta.get(ValueLayout.JAVA_BYTE, 1);
        boolean hasCacheStatus = (code & CACHE_STATUS_BIT) != 0;
        Provenance provenance = Provenance.ofCode(code & ~CACHE_STATUS_BIT & 0xFF);
        int tags = tagCount(meta);
        if (provenance == null
                || tags > CacheTag.MAX_TAGS
                || meta.byteSize() < TAGS_AT + (long) tags * Long.BYTES) {
            return null;
        }
        Freshness freshness = Freshness.readFrom(meta, FRESHNESS_AT);
        return freshness == null
                ? null
                : new StoredHead(
                        meta, provenance, hasCacheStatus, meta.get(SHORT, STATUS_AT), freshness);
    }

    private static int tagCount(MemorySegment meta) {
        return meta.get(ValueLayout.JAVA_BYTE, TAG_COUNT_AT) & 0xFF;
    }

    /** The head that {@link #encode} has just written. */
    public static StoredHead of(byte[] meta) {
        StoredHead head = read(MemorySegment.ofArray(meta));
        Check.invariant(head != null, "a head just written cannot be read");
        return java.util.Objects.requireNonNull(head);
    }

    /** Where the response comes from. */
    public Provenance provenance() {
        return provenance;
    }

    /** Whether the origin sent a Cache-Status of its own, before which ours must not stand. */
    public boolean hasCacheStatus() {
        return hasCacheStatus;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** How long the response is fresh. */
    public Freshness freshness() {
        return freshness;
    }

    /** Up to where the log had been applied when the response was asked for. */
    public long born() {
        return meta.get(LONG, BORN_AT);
    }

    /** The numbers of its tags ({@link Names#tag}). Allocates where there are any. */
    public long[] tags() {
        int count = tagCount(meta);
        if (count == 0) {
            return NO_TAGS;
        }
        long[] tags = new long[count];
        for (int i = 0; i < count; i++) {
            tags[i] = meta.get(LONG, TAGS_AT + (long) i * Long.BYTES);
        }
        return tags;
    }

    /** What it is worth under a key: one comparison where no order is younger than it. */
    public Invalidations.Verdict verdict(Invalidations orders, String key) {
        long born = born();
        return born >= orders.last() ? Invalidations.Verdict.CURRENT : orders.of(born, key, tags());
    }

    /** The field lines; read from the bytes at the first call. Event loop only. */
    public Fields fields() {
        Fields read = fields;
        if (read == null) {
            read = FieldBlock.decode(meta.asSlice(blockOffset()));
            fields = read;
        }
        return read;
    }

    /** Where the field lines start, in bytes from the start of the head. */
    public int blockOffset() {
        return TAGS_AT + tagCount(meta) * Long.BYTES;
    }

    /** Bytes of the field lines. */
    int blockLength() {
        int length = (int) meta.byteSize() - blockOffset();
        Check.invariant(length >= 0, "a stored head is shorter than its numbers");
        return length;
    }
}
