package io.neurocache.raft.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment as a crash may have left it, and tells a torn tail from corruption.
 *
 * <p>Batches are written one after the other, each synced before the next one begins. A crash
 * therefore tears the last batch only, of which any subset of sectors may be on disk, and nobody
 * was told that it was. So when a record is wrong, a right one further on that began a batch
 * <em>behind</em> the wrong one proves that the wrong one had been on disk: it is corrupt. When
 * there is no such record, what is wrong belongs to the last batch and is cut. A segment that
 * another one follows was completed by an {@link LogRecord#END} before that one was made, so
 * nothing in it can be torn.
 *
 * <p>The proof for the last batch itself is a {@link LogRecord#SEAL}, which the writer adds when it
 * is idle and when it is closed.
 *
 * <p>No state; the caller's thread.
 */
final class SegmentScan {
    /** Sees every right record in the order written. */
    interface Visitor {
        void visit(int offset, LogRecord record) throws IOException;
    }

    /**
     * What the scan found.
     *
     * @param end where the next record belongs
     * @param isEnded whether the segment was completed
     * @param isSealed whether the last record is a seal
     * @param tornEnd up to where right records of a torn batch lie behind {@code end}, or {@code
     *     end} where there are none. They have to be overwritten before anything is appended:
     *     otherwise a later record that happened to end where one of them begins would bring it
     *     back
     */
    record Scanned(int end, boolean isEnded, boolean isSealed, int tornEnd) {}

    private SegmentScan() {}

    /**
     * Scans from the first record on.
     *
     * @param isLast whether no segment follows
     * @throws StorageException of kind CORRUPT, naming the first wrong byte's record
     */
    static Scanned scan(RecordReader reader, boolean isLast, Visitor visitor) throws IOException {
        reader.seek(SegmentHeader.BYTES);
        LogRecord last = null;
        LogRecord record = reader.head();
        while (record != null && reader.isIntact(record)) {
            visitor.visit(reader.position(), record);
            reader.skip(record);
            last = record;
            record = record.type() == LogRecord.END ? null : reader.head();
        }
        int end = reader.position();
        boolean isEnded = last != null && last.type() == LogRecord.END;
        if (isEnded) {
            return new Scanned(end, true, true, end);
        }
        if (!isLast) {
            throw StorageException.corrupt(
                    reader.path(), end, "a record is wrong, and a later segment follows");
        }
        int tornEnd = tornEnd(reader, end, record);
        return new Scanned(end, false, last != null && last.isSeal(), tornEnd);
    }

    /** Looks through the rest of the segment for records that say something about its end. */
    private static int tornEnd(RecordReader reader, int end, @Nullable LogRecord first)
            throws IOException {
        int tornEnd = first == null ? end : end + LogRecord.HEAD_BYTES;
        while (reader.skipUnit()) {
            LogRecord record = reader.head();
            if (record == null) {
                continue;
            }
            if (record.batchStart() > end) {
                throw StorageException.corrupt(
                        reader.path(),
                        end,
                        "a record is wrong that was on disk before the one at byte "
                                + reader.position()
                                + " was written");
            }
            tornEnd = reader.position() + LogRecord.HEAD_BYTES;
        }
        return tornEnd;
    }
}
