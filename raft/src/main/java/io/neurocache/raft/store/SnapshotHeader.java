package io.neurocache.raft.store;

import io.neurocache.raft.Configuration;
import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The header of a snapshot's gzip file (RFC 1952 §2.3), which carries what the snapshot stands for
 * in an extra field: {@code zcat} and every other reader pass over it, and file and meaning cannot
 * come apart.
 *
 * <pre>
 * 10 bytes of gzip header, FLG.FEXTRA set; 2 bytes: length of the extra field
 * 'N' 'C', 2 bytes: length of what follows
 *  0 format version
 *  4 snapshot id, drawn at random when the file was made
 * 12 last included index
 * 20 last included term
 * 28 configuration: three lists of ids, each behind its count
 *  . CRC-32C of the field from 0 to here
 * </pre>
 *
 * <p>Immutable; safe from any thread.
 */
record SnapshotHeader(long snapshotId, SnapshotMeta meta) {
    static final int FORMAT_VERSION = 1;

    private static final int GZIP_BYTES = 10;
    private static final int FIXED_BYTES = GZIP_BYTES + 2 + 4;
    private static final int META_BYTES = 28;
    private static final short GZIP_MAGIC = (short) 0x8b1f;
    private static final byte DEFLATE = 8;
    private static final byte FLAG_EXTRA = 4;
    private static final byte UNKNOWN_SYSTEM = (byte) 255;

    ByteBuffer encoded() {
        int field = META_BYTES + Payloads.length(meta.configuration()) + Integer.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + field).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(GZIP_MAGIC).put(DEFLATE).put(FLAG_EXTRA);
        bytes.putInt(0).put((byte) 0).put(UNKNOWN_SYSTEM);
        bytes.putShort((short) (field + 4));
        bytes.put((byte) 'N').put((byte) 'C').putShort((short) field);
        bytes.putInt(FORMAT_VERSION);
        bytes.putLong(snapshotId);
        bytes.putLong(meta.lastIncludedIndex());
        bytes.putLong(meta.lastIncludedTerm());
        Payloads.put(bytes, meta.configuration());
        bytes.putInt(crc(bytes, bytes.position()));
        return bytes.flip();
    }

    private static int crc(ByteBuffer bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(FIXED_BYTES, end - FIXED_BYTES));
        return (int) crc.getValue();
    }

    /** Reads and judges the start of a file that bears a snapshot's name. */
    static SnapshotHeader read(Path path, Disk.DiskFile file) throws IOException {
        ByteBuffer fixed =
                ByteBuffer.allocate(FIXED_BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(fixed, 0);
        if (fixed.hasRemaining()
                || fixed.getShort(0) != GZIP_MAGIC
                || fixed.get(3) != FLAG_EXTRA
                || fixed.get(12) != 'N'
                || fixed.get(13) != 'C') {
            throw new StorageException(
                    StorageException.Kind.FOREIGN_FILE,
                    path + " is not a snapshot of a node; it was left untouched");
        }
        if (fixed.getInt(FIXED_BYTES) != FORMAT_VERSION) {
            throw new StorageException(
                    StorageException.Kind.OTHER_VERSION,
                    path
                            + " has snapshot format "
                            + fixed.getInt(FIXED_BYTES)
                            + ", supported is "
                            + FORMAT_VERSION);
        }
        int end = FIXED_BYTES + Short.toUnsignedInt(fixed.getShort(14));
        ByteBuffer bytes = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, 0);
        if (bytes.hasRemaining() || !isRight(bytes, end)) {
            throw StorageException.corrupt(path, FIXED_BYTES, "the header's checksum is wrong");
        }
        return decoded(bytes, path);
    }

    private static boolean isRight(ByteBuffer bytes, int end) {
        int crcOffset = end - Integer.BYTES;
        return crcOffset >= FIXED_BYTES + META_BYTES
                && bytes.getInt(crcOffset) == crc(bytes, crcOffset);
    }

    private static SnapshotHeader decoded(ByteBuffer bytes, Path path) throws StorageException {
        bytes.position(FIXED_BYTES + Integer.BYTES);
        long id = bytes.getLong();
        long index = bytes.getLong();
        long term = bytes.getLong();
        try {
            Configuration configuration = Payloads.configuration(bytes);
            return new SnapshotHeader(id, new SnapshotMeta(index, term, configuration));
        } catch (IllegalArgumentException e) {
            throw StorageException.corrupt(path, FIXED_BYTES, String.valueOf(e.getMessage()));
        }
    }
}
