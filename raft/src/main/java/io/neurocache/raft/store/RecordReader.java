package io.neurocache.raft.store;

import io.neurocache.raft.Entry;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's records through a window of the file, one after the other.
 *
 * <p>The window belongs to whoever made the reader and may serve many of them in turn. Confined to
 * one thread.
 */
final class RecordReader {
    private final Path path;
    private final Disk.DiskFile file;
    private final int salt;
    private final int endOfFile;
    private final ByteBuffer window;

    /** Where in the file the window begins; it holds {@code window.limit()} bytes from there. */
    private int windowStart;

    private int position;

    RecordReader(Path path, Disk.DiskFile file, SegmentHeader header, ByteBuffer window) {
        this.path = path;
        this.file = file;
        this.salt = header.salt();
        this.endOfFile = header.segmentBytes();
        this.window = window.order(ByteOrder.LITTLE_ENDIAN);
        window.limit(0);
        this.position = SegmentHeader.BYTES;
    }

    /** A window of its own, outside the heap. */
    static ByteBuffer newWindow(int bytes) {
        Check.argument(bytes >= LogRecord.HEAD_BYTES, "a window holds a head at least");
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    Path path() {
        return path;
    }

    /** Where {@link #head} looks. */
    int position() {
        return position;
    }

    void seek(int offset) {
        Check.argument(
                offset >= SegmentHeader.BYTES && offset <= endOfFile, "no such offset", offset);
        position = offset;
    }

    /** The head at the position, if a whole record with a right head fits there. */
    @Nullable LogRecord head() throws IOException {
        if (position > endOfFile - LogRecord.HEAD_BYTES) {
            return null;
        }
        fill(LogRecord.HEAD_BYTES);
        LogRecord record = LogRecord.get(window, position - windowStart, salt);
        return record == null || record.sizeBytes() > endOfFile - position ? null : record;
    }

    /** Whether the payload behind that head is right; the position stays. */
    boolean isIntact(LogRecord record) throws IOException {
        CRC32C crc = new CRC32C();
        int start = position;
        position += LogRecord.HEAD_BYTES;
        int left = record.length();
        while (left > 0) {
            int piece = Math.min(left, window.capacity());
            fill(piece);
            crc.update(window.slice(position - windowStart, piece));
            position += piece;
            left -= piece;
        }
        position = start;
        return (int) crc.getValue() == record.payloadCrc();
    }

    /** Goes behind the record at the position. */
    void skip(LogRecord record) {
        position += record.sizeBytes();
    }

    /** Goes on by one unit of alignment, in search of a record. */
    boolean skipUnit() {
        position += LogRecord.ALIGNMENT;
        return position <= endOfFile - LogRecord.HEAD_BYTES;
    }

    /**
     * The entry of the record at the position, checked once more: the disk may have changed its
     * mind since the log was opened.
     */
    Entry entry(LogRecord record) throws IOException {
        byte[] payload = new byte[record.length()];
        int start = position;
        position += LogRecord.HEAD_BYTES;
        int done = 0;
        while (done < payload.length) {
            int piece = Math.min(payload.length - done, window.capacity());
            fill(piece);
            window.get(position - windowStart, payload, done, piece);
            position += piece;
            done += piece;
        }
        position = start;
        CRC32C crc = new CRC32C();
        crc.update(payload);
        if ((int) crc.getValue() != record.payloadCrc()) {
            throw StorageException.corrupt(path, position, "the payload's checksum is wrong");
        }
        try {
            return new Entry(
                    record.term(), record.index(), Payloads.payload(record.type(), payload));
        } catch (IllegalArgumentException e) {
            throw StorageException.corrupt(path, position, String.valueOf(e.getMessage()));
        }
    }

    /** Makes so many bytes at the position lie in the window. */
    private void fill(int bytes) throws IOException {
        int held = window.limit();
        if (position >= windowStart && position - windowStart + bytes <= held) {
            return;
        }
        window.clear().limit(Math.min(window.capacity(), endOfFile - position));
        file.read(window, position);
        if (window.hasRemaining()) {
            throw StorageException.corrupt(
                    path, position + window.position(), "the file ends here");
        }
        window.flip();
        windowStart = position;
        Check.invariant(window.limit() >= bytes, "the window is too small for", bytes);
    }
}
