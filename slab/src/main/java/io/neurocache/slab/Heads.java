package io.neurocache.slab;

import java.util.zip.CRC32C;

/**
 * The head slot: where an object's key, meta bytes and extent table lie, and its small body.
 *
 * <pre>
 *   slot header, 8 bytes: {chained 1, next or owner}
 *   extent table: n longs {data offset / 8, length 24}, then n ints CRC-32C, rounded up to 8
 *   key | meta | body, when the object fits one fine slot (then n = 0)
 * </pre>
 *
 * <p>Body slots are the header and bytes. The header of a slot in use names the descriptor that
 * owns it, so that a page can be drained; a slot that must live as long as its object but is no
 * part of it any more is chained to others through the header instead.
 *
 * <p>No state but the memory; the caller keeps the object alive, or is its writer.
 */
final class Heads {
    static final int EXTENT_BYTES = 12;

    private static final int HEADER = SizeClasses.SLOT_HEADER_BYTES;
    private static final long CHAINED = 1L << 63;
    private static final int LENGTH_BITS = 24;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

    private final Memory memory;
    private final Windows windows;
    private final Descriptors descriptors;
    private final SizeClasses classes;

    Heads(Memory memory, Windows windows, Descriptors descriptors, SizeClasses classes) {
        this.memory = memory;
        this.windows = windows;
        this.descriptors = descriptors;
        this.classes = classes;
    }

    static int tableBytes(int extents) {
        return (extents * EXTENT_BYTES + 7) & -8;
    }

    /** The class of an object's head slot. */
    int headClass(long descriptor) {
        int extents = descriptors.extents(descriptor);
        long inlineBody = extents == 0 ? descriptors.bodyLength(descriptor) : 0;
        long bytes =
                (long) tableBytes(extents)
                        + descriptors.keyLength(descriptor)
                        + descriptors.metaLength(descriptor)
                        + inlineBody;
        return classes.classFor(Math.toIntExact(bytes));
    }

    /** Bytes of all slots an object owns, its descriptor included. */
    long slotBytes(long descriptor) {
        long bytes = Descriptors.BYTES + (long) classes.slotBytes(headClass(descriptor));
        long head = descriptors.head(descriptor);
        for (int i = 0; i < descriptors.extents(descriptor); i++) {
            bytes += classes.slotBytes(classes.classFor(tableLength(head, i)));
        }
        return bytes;
    }

    long keyOffset(long descriptor) {
        return descriptors.head(descriptor) + HEADER + tableBytes(descriptors.extents(descriptor));
    }

    long metaOffset(long descriptor) {
        return keyOffset(descriptor) + descriptors.keyLength(descriptor);
    }

    private long inlineBodyOffset(long descriptor) {
        return metaOffset(descriptor) + descriptors.metaLength(descriptor);
    }

    /** Number of runs of body bytes: at least 1. */
    int runs(long descriptor) {
        return Math.max(1, descriptors.extents(descriptor));
    }

    long runOffset(long descriptor, int i) {
        if (descriptors.extents(descriptor) == 0) {
            return inlineBodyOffset(descriptor);
        }
        return tableOffset(descriptors.head(descriptor), i);
    }

    int runLength(long descriptor, int i) {
        if (descriptors.extents(descriptor) == 0) {
            return (int) descriptors.bodyLength(descriptor);
        }
        return tableLength(descriptors.head(descriptor), i);
    }

    private int runCrc(long descriptor, int i) {
        int extents = descriptors.extents(descriptor);
        if (extents == 0) {
            return descriptors.bodyCrc(descriptor);
        }
        return tableCrc(descriptors.head(descriptor), extents, i);
    }

    private long tableOffset(long head, int i) {
        return memory.getLong(head + HEADER + 8L * i) >>> LENGTH_BITS << 3;
    }

    private int tableLength(long head, int i) {
        return (int) memory.getLong(head + HEADER + 8L * i) & LENGTH_MASK;
    }

    private int tableCrc(long head, int extents, int i) {
        return memory.getInt(head + HEADER + 8L * extents + 4L * i);
    }

    void writeExtent(long head, int extents, int i, Extent extent) {
        Check.invariant(extent.length() <= LENGTH_MASK, "extent too long", extent.length());
        memory.putLong(
                head + HEADER + 8L * i, extent.offset() >>> 3 << LENGTH_BITS | extent.length());
        memory.putInt(head + HEADER + 8L * extents + 4L * i, extent.crc());
    }

    /** The extent table of a written object; the inline body is none. */
    Extent[] table(long descriptor) {
        int extents = descriptors.extents(descriptor);
        long head = descriptors.head(descriptor);
        Extent[] table = new Extent[extents];
        for (int i = 0; i < extents; i++) {
            table[i] =
                    new Extent(
                            tableOffset(head, i), tableLength(head, i), tableCrc(head, extents, i));
        }
        return table;
    }

    /** True when the key lies in the head slot, byte for byte; whatever a rotten line 1 says. */
    boolean hasKey(long descriptor, byte[] key) {
        if (descriptors.keyLength(descriptor) != key.length) {
            return false;
        }
        long offset = keyOffset(descriptor);
        return memory.contains(offset, key.length) && KeyBytes.equal(memory, offset, key);
    }

    byte[] key(long descriptor) {
        return memory.copyOut(keyOffset(descriptor), descriptors.keyLength(descriptor));
    }

    /** True when table, key and meta have the checksum of line 1, whatever line 1 says. */
    boolean isHeadIntact(long descriptor) {
        long from = descriptors.head(descriptor) + HEADER;
        long length = inlineBodyOffset(descriptor) - from;
        return length <= classes.capacity(classes.wholePage())
                && memory.contains(from, length)
                && crc(from, (int) length) == descriptors.headCrc(descriptor);
    }

    boolean isBodyIntact(long descriptor) {
        for (int i = 0; i < runs(descriptor); i++) {
            int crc = crc(runOffset(descriptor, i), runLength(descriptor, i));
            if (crc != runCrc(descriptor, i)) {
                return false;
            }
        }
        return true;
    }

    int crc(long offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(windows.buffer(offset, length));
        return (int) crc.getValue();
    }

    // Slot headers.

    void writeOwner(long slot, int id) {
        memory.putLong(slot, id);
    }

    /** The id that a slot's header names, or 0 when it names none. */
    int owner(long slot) {
        long header = memory.getLong(slot);
        return header > 0 && header <= Integer.MAX_VALUE ? (int) header : 0;
    }

    /** True when all slots of a published object name it, or did a moment ago. */
    boolean isNamedByItsSlots(long descriptor) {
        int id = (int) (descriptor / Descriptors.BYTES);
        boolean named = memory.getLong(descriptors.head(descriptor)) == id;
        for (int i = 0; named && i < descriptors.extents(descriptor); i++) {
            named = memory.getLong(runOffset(descriptor, i) - HEADER) == id;
        }
        return named;
    }

    /**
     * Makes all slots of a published object name it. A crash while a body changed its owner leaves
     * headers that name the old one; then the page cannot be drained until this has run.
     */
    void repairOwners(long descriptor) {
        int id = (int) (descriptor / Descriptors.BYTES);
        repairOwner(descriptors.head(descriptor), id);
        for (int i = 0; i < descriptors.extents(descriptor); i++) {
            repairOwner(runOffset(descriptor, i) - HEADER, id);
        }
    }

    private void repairOwner(long slot, int id) {
        if (memory.getLong(slot) != id) {
            writeOwner(slot, id);
        }
    }

    /** Makes a slot the first of a chain: header {1, size class 7, next slot / 16}. */
    void chain(long slot, int sizeClass, long next) {
        memory.putLong(slot, CHAINED | (long) sizeClass << 56 | next >>> 4);
    }

    long nextInChain(long slot) {
        long header = memory.getLong(slot);
        Check.invariant(header < 0, "slot is in no chain, at offset", slot);
        return (header & (1L << 56) - 1) << 4;
    }

    int classInChain(long slot) {
        return (int) (memory.getLong(slot) >>> 56) & 0x7f;
    }
}
