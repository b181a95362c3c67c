package io.neurocache.raft.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The frame around everything in a segment: 32 bytes, little-endian, then the payload, then zeros
 * up to a multiple of 8.
 *
 * <pre>
 *  0 CRC-32C of bytes 4 to 32, exclusive-or the segment's salt
 *  4 CRC-32C of the payload
 *  8 index
 * 16 term
 * 24 length of the payload, 3 bytes
 * 27 type
 * 28 where in the segment the batch began that this record was written with
 * </pre>
 *
 * <p>The salt is the CRC-32C of log id and generation, which are not in the record: neither bytes
 * of the segment's earlier life nor a payload that a client made up to look like a record can have
 * a right code. (Generations of one log differ within 32 bits, which a CRC of 32 bits always tells
 * apart.)
 *
 * <p>The record itself says that everything before {@code batchStart} was on disk before it was
 * written; {@link SegmentScan} lives on that.
 *
 * @param index of the entry; for a seal, of the last entry before it
 * @param term of the entry; for a seal, of the last entry before it
 * @param length of the payload, in bytes
 * @param payloadCrc its CRC-32C
 */
record LogRecord(long index, long term, byte type, int length, int batchStart, int payloadCrc) {
    static final int HEAD_BYTES = 32;
    static final int ALIGNMENT = 8;
    static final int MAX_PAYLOAD_BYTES = (1 << 24) - 1;

    /** {@link io.neurocache.raft.Payload.Noop}. */
    static final byte NOOP = 1;

    /** {@link io.neurocache.raft.Payload.Command}. */
    static final byte COMMAND = 2;

    /** {@link io.neurocache.raft.Payload.Reconfigure}. */
    static final byte RECONFIGURE = 3;

    /** Confirms that what stands before it was on disk; says nothing else. */
    static final byte SEAL = 4;

    /** As a seal; the log goes on in the next segment. */
    static final byte END = 5;

    private static final int INDEX = 8;
    private static final int TERM = 16;
    private static final int LENGTH_AND_TYPE = 24;
    private static final int BATCH_START = 28;
    private static final int TYPE_SHIFT = 24;

    /** What the codes of one life of a segment are made with. */
    static int salt(long logId, int generation) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES);
        bytes.putLong(logId).putInt(generation).flip();
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    boolean isSeal() {
        return type == SEAL || type == END;
    }

    int sizeBytes() {
        return sizeBytes(length);
    }

    /** The size of a record with so long a payload. */
    static int sizeBytes(int length) {
        return HEAD_BYTES + length + padding(length);
    }

    /** How many zeros follow the payload. */
    static int padding(int length) {
        return -length & (ALIGNMENT - 1);
    }

    /** Writes the head at the buffer's position. */
    void put(ByteBuffer target, int salt) {
        int at = target.position();
        target.putInt(0);
        target.putInt(payloadCrc);
        target.putLong(index);
        target.putLong(term);
        target.putInt(type << TYPE_SHIFT | length);
        target.putInt(batchStart);
        target.putInt(at, headCrc(target, at) ^ salt);
    }

    /** Reads the head at an offset of the buffer, or gives null where there is none. */
    static @Nullable LogRecord get(ByteBuffer source, int at, int salt) {
        int lengthAndType = source.getInt(at + LENGTH_AND_TYPE);
        int type = lengthAndType >>> TYPE_SHIFT;
        // Cheap first: a search through a megabyte of zeros asks this at each eighth byte.
        if (type < NOOP || type > END || source.getInt(at) != (headCrc(source, at) ^ salt)) {
            return null;
        }
        return new LogRecord(
                source.getLong(at + INDEX),
                source.getLong(at + TERM),
                (byte) type,
                lengthAndType & MAX_PAYLOAD_BYTES,
                source.getInt(at + BATCH_START),
                source.getInt(at + 4));
    }

    private static int headCrc(ByteBuffer bytes, int at) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + 4, HEAD_BYTES - 4));
        return (int) crc.getValue();
    }
}
