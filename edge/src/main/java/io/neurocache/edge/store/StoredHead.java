package io.neurocache.edge.store;

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
 * from 46     field lines, each ended by CR LF
 * </pre>
 *
 * Content-Length is not among the lines: it is known from the body, and differs for a range. Age
 * and Cache-Status are not either: they are new in every answer.
 *
 * <p>Immutable; valid as long as the memory it was read from.
 */
public final class StoredHead {
    private static final byte LAYOUT = 1;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int CACHE_STATUS_BIT = 0x80;
    private static final int STATUS_AT = 2;
    private static final int FRESHNESS_AT = 4;
    private static final int BLOCK_AT = FRESHNESS_AT + Freshness.ENCODED_BYTES;

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

    /** Writes a head as the bytes that {@link #read} takes. */
    public static byte[] encode(
            Provenance provenance, int status, Freshness freshness, Fields fields) {
        byte[] block = FieldBlock.encode(fields);
        ByteBuffer meta = ByteBuffer.allocate(BLOCK_AT + block.length);
        int cacheStatus = fields.contains("Cache-Status") ? CACHE_STATUS_BIT : 0;
        meta.put(LAYOUT).put((byte) (provenance.code | cacheStatus)).putShort((short) status);
        freshness.writeTo(meta);
        return meta.put(block).array();
    }

    /** Reads a head; null when the bytes are not one, as after a change of layout. */
    public static @Nullable StoredHead read(MemorySegment meta) {
        if (meta.byteSize() < BLOCK_AT) {
            return null;
        }
        int code = meta.get(ValueLayout.JAVA_BYTE, 1);
        boolean hasCacheStatus = (code & CACHE_STATUS_BIT) != 0;
        Provenance provenance = Provenance.ofCode(code & ~CACHE_STATUS_BIT & 0xFF);
        if (meta.get(ValueLayout.JAVA_BYTE, 0) != LAYOUT || provenance == null) {
            return null;
        }
        Freshness freshness = Freshness.readFrom(meta, FRESHNESS_AT);
        return freshness == null
                ? null
                : new StoredHead(
                        meta, provenance, hasCacheStatus, meta.get(SHORT, STATUS_AT), freshness);
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

    /** The field lines; read from the bytes at the first call. Event loop only. */
    public Fields fields() {
        Fields read = fields;
        if (read == null) {
            read = FieldBlock.decode(meta.asSlice(BLOCK_AT));
            fields = read;
        }
        return read;
    }

    /** Where the field lines start, in bytes from the start of the head. */
    public static int blockOffset() {
        return BLOCK_AT;
    }

    /** Bytes of the field lines. */
    int blockLength() {
        int length = (int) meta.byteSize() - BLOCK_AT;
        Check.invariant(length >= 0, "a stored head is shorter than its numbers");
        return length;
    }
}
