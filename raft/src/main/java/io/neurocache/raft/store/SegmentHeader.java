package io.neurocache.raft.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment; records begin at {@link #BYTES}, so that no write of a record
 * touches the header's sector.
 *
 * <pre>
 *  0 magic
 *  8 format version
 * 12 generation
 * 16 log id
 * 24 first index
 * 32 term of the entry before
 * 40 size of the segment
 * 44 1 where the log begins anew
 * 48 CRC-32C of bytes 0 to 48
 * </pre>
 *
 * <p>Immutable; safe from any thread.
 *
 * @param logId drawn at random when the directory was made
 * @param generation counts the log's segments; never given twice
 * @param firstIndex of the entry that comes next where nothing is cut
 * @param termBefore of the entry before that
 * @param segmentBytes the file's size
 * @param beginsAnew whether everything in earlier segments is cut
 */
record SegmentHeader(
        long logId,
        int generation,
        long firstIndex,
        long termBefore,
        int segmentBytes,
        boolean beginsAnew) {

    static final int BYTES = 4096;
    static final int FORMAT_VERSION = 1;

    /** "NEUROLOG" read as a little-endian long. */
    static final long MAGIC = 0x474f4c4f5255454eL;

    private static final int CRC_OFFSET = 48;
    private static final int USED_BYTES = CRC_OFFSET + 4;

    /** The header and the zeros up to the first record. */
    ByteBuffer encoded() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC);
        bytes.putInt(8, FORMAT_VERSION);
        bytes.putInt(12, generation);
        bytes.putLong(16, logId);
        bytes.putLong(24, firstIndex);
        bytes.putLong(32, termBefore);
        bytes.putInt(40, segmentBytes);
        bytes.putInt(44, beginsAnew ? 1 : 0);
        bytes.putInt(CRC_OFFSET, crc(bytes));
        return bytes;
    }

    /** Reads and judges the start of a file that bears the name of a segment. */
    static SegmentHeader read(Path path, Disk.DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(USED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.read(bytes, 0);
        if (bytes.hasRemaining() || bytes.getLong(0) != MAGIC) {
            throw new StorageException(
                    StorageException.Kind.FOREIGN_FILE,
                    path + " is not a segment of a log; it was left untouched");
        }
        int version = bytes.getInt(8);
        if (version != FORMAT_VERSION) {
            throw new StorageException(
                    StorageException.Kind.OTHER_VERSION,
                    path + " has log format " + version + ", supported is " + FORMAT_VERSION);
        }
        if (bytes.getInt(CRC_OFFSET) != crc(bytes)) {
            throw StorageException.corrupt(path, 0, "the header's checksum is wrong");
        }
        SegmentHeader header =
                new SegmentHeader(
                        bytes.getLong(16),
                        bytes.getInt(12),
                        bytes.getLong(24),
                        bytes.getLong(32),
                        bytes.getInt(40),
                        bytes.getInt(44) == 1);
        if (file.size() != header.segmentBytes) {
            throw StorageException.corrupt(
                    path, file.size(), "the file should have " + header.segmentBytes + " bytes");
        }
        return header;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_OFFSET));
        return (int) crc.getValue();
    }

    int salt() {
        return LogRecord.salt(logId, generation);
    }
}
