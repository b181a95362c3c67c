package io.neurocache.edge.rules;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The stored alternatives under one cache key, told apart by Vary (RFC 9111 §4.1). Immutable: safe
 * from any thread.
 *
 * <p>Bounded: over {@link #MAX_VARIANTS} the oldest goes and is reported, so that a client that
 * invents values cannot fill the cache with one resource.
 *
 * <p>Encoded form, big-endian: version (1 byte), number of variants (2), then for each its id (8),
 * the time it was stored (8), number of names (1) and for each name and value a length (2) and
 * ISO-8859-1 bytes; at the end a CRC-32C (4) of all before it.
 */
public final class VariantSet {

    /** The most alternatives under one key. */
    public static final int MAX_VARIANTS = 32;

    /** No alternative at all. */
    public static final VariantSet EMPTY = new VariantSet(List.of());

    private static final byte VERSION = 1;
    private static final int CRC_BYTES = Integer.BYTES;
    private static final int HEADER_BYTES = 3;
    private static final int MAX_TEXT_BYTES = 0xffff;

    private final List<Variant> variants;

    private VariantSet(List<Variant> variants) {
        this.variants = List.copyOf(variants);
    }

    /**
     * One alternative.
     *
     * @param variantId the owner's name for the stored response
     * @param storedAtMillis when it was stored, milliseconds since the epoch
     */
    public record Variant(VaryKey key, long variantId, long storedAtMillis) {}

    /**
     * A set after an addition.
     *
     * @param dropped what is no longer in it: a replaced alternative, or the oldest
     */
    public record Addition(VariantSet set, List<Variant> dropped) {
        /** Copies the list. */
        public Addition {
            dropped = List.copyOf(dropped);
        }
    }

    /** What bytes turned out to be. */
    public sealed interface Decoded {}

    /** A set. */
    public record Valid(VariantSet set) implements Decoded {}

    /** No set; the reason is for a log. */
    public record Corrupt(String reason) implements Decoded {}

    /** Returns the alternatives, most recent first. */
    public List<Variant> variants() {
        return variants;
    }

    /** Returns the most recent alternative that a request selects, or null. */
    public @Nullable Variant match(Fields request) {
        List<String> names = List.of();
        List<String> presented = List.of();
        for (Variant variant : variants) {
            VaryKey key = variant.key();
            if (!key.names().equals(names)) {
                names = key.names();
                presented = VaryKey.presented(names, request);
            }
            if (key.values().equals(presented)) {
                return variant;
            }
        }
        return null;
    }

    /** Returns the set with one alternative more, in place of any with the same key or id. */
    public Addition with(Variant added) {
        List<Variant> kept = new ArrayList<>(variants.size() + 1);
        List<Variant> dropped = new ArrayList<>(1);
        kept.add(added);
        for (Variant variant : variants) {
            boolean replaced =
                    variant.key().equals(added.key()) || variant.variantId() == added.variantId();
            (replaced || kept.size() == MAX_VARIANTS ? dropped : kept).add(variant);
        }
        kept.sort((one, other) -> Long.compare(other.storedAtMillis(), one.storedAtMillis()));
        return new Addition(new VariantSet(kept), dropped);
    }

    /** Returns the set without the alternative of an id. */
    public VariantSet without(long variantId) {
        return new VariantSet(
                variants.stream().filter(variant -> variant.variantId() != variantId).toList());
    }

    /** Returns the encoded form. */
    public byte[] encode() {
        int size = HEADER_BYTES + CRC_BYTES;
        for (Variant variant : variants) {
            size += 2 * Long.BYTES + 1;
            for (int i = 0; i < variant.key().names().size(); i++) {
                size += 2 * Short.BYTES;
                size += variant.key().names().get(i).length();
                size += variant.key().values().get(i).length();
            }
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        buffer.put(VERSION).putShort((short) variants.size());
        for (Variant variant : variants) {
            encode(variant, buffer);
        }
        buffer.putInt(crc(buffer.array(), buffer.position()));
        return buffer.array();
    }

    private static void encode(Variant variant, ByteBuffer buffer) {
        buffer.putLong(variant.variantId()).putLong(variant.storedAtMillis());
        VaryKey key = variant.key();
        buffer.put((byte) key.names().size());
        for (int i = 0; i < key.names().size(); i++) {
            encode(key.names().get(i), buffer);
            encode(key.values().get(i), buffer);
        }
    }

    private static void encode(String text, ByteBuffer buffer) {
        if (text.length() > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("a name or value of a variant is too long");
        }
        buffer.putShort((short) text.length());
        buffer.put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads the encoded form; bytes that are not exactly one set are reported, never thrown. */
    public static Decoded decode(byte[] bytes) {
        int end = bytes.length - CRC_BYTES;
        if (end < HEADER_BYTES) {
            return new Corrupt("too short");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getInt(end) != crc(bytes, end)) {
            return new Corrupt("wrong checksum");
        }
        buffer.limit(end);
        if (buffer.get() != VERSION) {
            return new Corrupt("unknown version");
        }
        int count = Short.toUnsignedInt(buffer.getShort());
        if (count > MAX_VARIANTS) {
            return new Corrupt("too many variants");
        }
        try {
            List<Variant> variants = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                variants.add(decodeVariant(buffer));
            }
            return buffer.hasRemaining()
                    ? new Corrupt("bytes after the last variant")
                    : new Valid(new VariantSet(variants));
        } catch (BufferUnderflowException e) {
            return new Corrupt("cut off inside a variant");
        }
    }

    private static Variant decodeVariant(ByteBuffer buffer) {
        long variantId = buffer.getLong();
        long storedAtMillis = buffer.getLong();
        int count = Byte.toUnsignedInt(buffer.get());
        List<String> names = new ArrayList<>(count);
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(decodeText(buffer));
            values.add(decodeText(buffer));
        }
        return new Variant(new VaryKey(names, values), variantId, storedAtMillis);
    }

    private static String decodeText(ByteBuffer buffer) {
        int length = Short.toUnsignedInt(buffer.getShort());
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] text = new byte[length];
        buffer.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VariantSet that && variants.equals(that.variants);
    }

    @Override
    public int hashCode() {
        return variants.hashCode();
    }

    @Override
    public String toString() {
        return "VariantSet" + variants;
    }
}
