package io.neurocache.raft.store;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.slab.Check;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The end of the log: puts records into the current segment, and begins the next.
 *
 * <p>Nothing is ever overwritten. Entries that replace others are appended like all; that one's
 * index is not above the last says that everything from there on is cut, at the very moment at
 * which its own bytes are on disk and right. So there is no state in between for a crash to leave:
 * either the old suffix counts, or it is superseded for good.
 *
 * <p>Confined to the thread that opens storage, then to the writer.
 */
final class SegmentAppender implements Closeable {
    private static final Bytes PADDING = Bytes.wrap(new byte[LogRecord.ALIGNMENT]);

    private final StorageConfig config;
    private final HardStateFiles state;
    private final SpareSegments spares;
    private final ByteBuffer staging;
    private Patience patience = Patience.NONE;
    private final CRC32C crc = new CRC32C();
    private SegmentHeader header;

    /** The header's, computed once. */
    private int salt;

    private Disk.DiskFile file;
    private int writtenEnd;
    private int batchStart;
    private boolean isSealed;
    private long lastIndex;
    private long lastTerm;

    /** Goes on where recovery found the end. */
    SegmentAppender(
            Disk disk,
            Path directory,
            StorageConfig config,
            HardStateFiles state,
            SpareSegments spares,
            LogRecovery.Recovered found)
            throws IOException {
        this.config = config;
        this.state = state;
        this.spares = spares;
        this.staging = newBuffer(config.maxBatchBytes());
        this.header = found.newest();
        this.salt = header.salt();
        this.writtenEnd = found.scanned().end();
        this.batchStart = writtenEnd;
        this.isSealed = found.scanned().isSealed();
        this.lastIndex = found.lastIndex();
        this.lastTerm = found.lastTerm();
        Path path = Segments.path(directory, header.generation());
        this.file = disk.open(path, Disk.Access.WRITE_SYNCED);
    }

    /** The largest payload that a record of such a segment can hold. */
    static int maxPayloadBytes(int segmentBytes) {
        int room = segmentBytes - SegmentHeader.BYTES - 2 * LogRecord.HEAD_BYTES;
        return Math.min(LogRecord.MAX_PAYLOAD_BYTES, room - LogRecord.ALIGNMENT);
    }

    private static ByteBuffer newBuffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What is done from now on when there is no room. */
    void use(Patience newPatience) {
        patience = newPatience;
    }

    int generation() {
        return header.generation();
    }

    /** Whether a seal, or nothing at all, is the last thing in the segment. */
    boolean isSealed() {
        return isSealed || end() == SegmentHeader.BYTES;
    }

    private int end() {
        return writtenEnd + staging.position();
    }

    /** Everything put from here to the next {@link #flush} is one batch. */
    void beginBatch() {
        Check.invariant(staging.position() == 0, "a batch begins before the last is written");
        batchStart = writtenEnd;
    }

    /** Puts entries into the batch and says where they are; on disk after {@link #flush}. */
    List<LogView.Piece> put(List<Entry> entries) throws IOException {
        List<LogView.Piece> pieces = new ArrayList<>(1);
        int pieceOffset = end();
        int inPiece = 0;
        for (Entry entry : entries) {
            int bytes = LogRecord.sizeBytes(Payloads.length(entry.payload()));
            if (bytes > header.segmentBytes() - LogRecord.HEAD_BYTES - end()) {
                if (inPiece > 0) {
                    pieces.add(new LogView.Piece(generation(), pieceOffset, inPiece));
                }
                roll();
                pieceOffset = end();
                inPiece = 0;
            }
            putRecord(
                    Payloads.type(entry.payload()),
                    entry.index(),
                    entry.term(),
                    Payloads.bytes(entry.payload()));
            lastIndex = entry.index();
            lastTerm = entry.term();
            isSealed = false;
            inPiece++;
        }
        if (inPiece > 0) {
            pieces.add(new LogView.Piece(generation(), pieceOffset, inPiece));
        }
        return pieces;
    }

    private void putRecord(byte type, long index, long term, Bytes payload) throws IOException {
        crc.reset();
        crc.update(payload.backing(), payload.offset(), payload.length());
        int payloadCrc = (int) crc.getValue();
        if (staging.remaining() < LogRecord.HEAD_BYTES) {
            flush();
        }
        new LogRecord(index, term, type, payload.length(), batchStart, payloadCrc)
                .put(staging, salt);
        stage(payload, payload.length());
        stage(PADDING, LogRecord.padding(payload.length()));
    }

    private void stage(Bytes source, int length) throws IOException {
        int done = 0;
        while (length - done > staging.remaining()) {
            int piece = staging.remaining();
            staging.put(source.backing(), source.offset() + done, piece);
            done += piece;
            flush();
        }
        staging.put(source.backing(), source.offset() + done, length - done);
    }

    /** Brings everything put so far to disk. */
    void flush() throws IOException {
        staging.flip();
        if (staging.hasRemaining()) {
            patience.untilThereIsRoom(() -> file.write(staging.duplicate(), writtenEnd));
            writtenEnd += staging.limit();
        }
        staging.clear();
    }

    /** Confirms the end of the log: what stands before the seal was on disk. */
    void seal() throws IOException {
        if (isSealed() || end() > header.segmentBytes() - 2 * LogRecord.HEAD_BYTES) {
            // The room for the last head is kept for the record that ends the segment.
            return;
        }
        beginBatch();
        putRecord(LogRecord.SEAL, lastIndex, lastTerm, Bytes.EMPTY);
        flush();
        isSealed = true;
    }

    /** Ends the segment and goes on in the next. */
    private void roll() throws IOException {
        putRecord(LogRecord.END, lastIndex, lastTerm, Bytes.EMPTY);
        flush();
        beginSegment(false);
    }

    /** Cuts the whole log: it goes on behind the snapshot. */
    void reset(SnapshotMeta snapshot) throws IOException {
        Check.invariant(staging.position() == 0, "a batch is not written yet");
        lastIndex = snapshot.lastIncludedIndex();
        lastTerm = snapshot.lastIncludedTerm();
        beginSegment(true);
    }

    /** Begins a segment behind one that is complete, or makes all before it count no longer. */
    void beginSegment(boolean beginsAnew) throws IOException {
        SegmentHeader next =
                new SegmentHeader(
                        header.logId(),
                        header.generation() + 1,
                        lastIndex + 1,
                        lastTerm,
                        config.segmentBytes(),
                        beginsAnew);
        Disk.DiskFile nextFile = spares.makeSegment(next, patience);
        try {
            // Only then may the segment hold what is acknowledged: its loss is noticed from here
            // on.
            patience.untilThereIsRoom(() -> state.keepGeneration(next.generation()));
        } finally {
            file.close();
            file = nextFile;
        }
        header = next;
        salt = next.salt();
        isSealed = false;
        writtenEnd = SegmentHeader.BYTES;
        beginBatch();
    }

    /** Overwrites what a crash has left of a batch behind the end. */
    void clearTornTail(int tornEnd) throws IOException {
        ByteBuffer zeros = newBuffer(staging.capacity());
        for (int at = writtenEnd; at < tornEnd; at += zeros.capacity()) {
            file.write(zeros.clear().limit(Math.min(zeros.capacity(), tornEnd - at)), at);
        }
        // What a killed process has written may be in the page cache only; from here on it counts.
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
