package io.neurocache.raft.store;

import io.neurocache.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the log's segments in order and works out which entries count.
 *
 * <p>Changes no file. What it finds wrong it reports with file and offset, and never repairs by
 * leaving entries out; {@link SegmentScan} has the one exception, a torn last batch. Confined to
 * the thread that opens storage.
 */
final class LogRecovery {
    private static final int MAX_WINDOW_BYTES = 1 << 20;

    private record Segment(Path path, SegmentHeader header) {}

    /**
     * What the log consists of.
     *
     * @param map where entries are, behind the snapshot
     * @param newest the segment that is appended to
     * @param scanned where in it
     * @param isSuperseded whether the snapshot replaces every entry, because the log ends before it
     *     or contradicts it; the log has to begin anew
     * @param lastIndex of the last entry on disk
     * @param lastTerm its term
     */
    record Recovered(
            LogMap map,
            SegmentHeader newest,
            SegmentScan.Scanned scanned,
            boolean isSuperseded,
            long lastIndex,
            long lastTerm) {}

    private final Disk disk;
    private final Path directory;
    private final HardStateFiles.Content state;
    private final SnapshotMeta snapshot;
    private final LogMap map = new LogMap();
    private final ByteBuffer window;

    LogRecovery(
            Disk disk,
            Path directory,
            StorageConfig config,
            HardStateFiles.Content state,
            SnapshotMeta snapshot) {
        this.disk = disk;
        this.directory = directory;
        this.state = state;
        this.snapshot = snapshot;
        int windowBytes = Math.min(MAX_WINDOW_BYTES, config.segmentBytes());
        this.window = RecordReader.newWindow(windowBytes);
    }

    /** Recovers from the segments there are, at least one. */
    Recovered recover() throws IOException {
        List<Integer> generations = Segments.generations(disk, directory);
        checkNewest(generations);
        List<Segment> segments = readHeaders(generations);
        Segment oldest = segments.getFirst();
        map.reset(oldest.header().firstIndex() - 1, oldest.header().termBefore());
        for (Segment segment : segments.subList(0, segments.size() - 1)) {
            replay(segment, false);
        }
        SegmentScan.Scanned scanned = replay(segments.getLast(), true);
        if (map.baseIndex() > snapshot.lastIncludedIndex()) {
            throw new StorageException(
                    StorageException.Kind.MISSING_FILE,
                    oldest.path()
                            + " begins with entry "
                            + (map.baseIndex() + 1)
                            + ", but those before it are in no file: the snapshot ends with entry "
                            + snapshot.lastIncludedIndex());
        }
        long lastIndex = map.lastIndex();
        long lastTerm = map.term(lastIndex);
        boolean isSuperseded = isSuperseded();
        if (isSuperseded) {
            map.reset(snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
        } else {
            map.compact(snapshot.lastIncludedIndex(), snapshot.lastIncludedTerm());
        }
        SegmentHeader newest = segments.getLast().header();
        return new Recovered(map, newest, scanned, isSuperseded, lastIndex, lastTerm);
    }

    private void checkNewest(List<Integer> generations) throws StorageException {
        int newest = generations.isEmpty() ? 0 : generations.getLast();
        if (newest < state.generation() || newest == 0) {
            Path missing = Segments.path(directory, Math.max(1, state.generation()));
            throw new StorageException(
                    StorageException.Kind.MISSING_FILE,
                    missing + " is missing: it holds the end of the log");
        }
        if (newest > state.generation() + 1) {
            throw new StorageException(
                    StorageException.Kind.MISSING_FILE,
                    HardStateFiles.path(directory, 0)
                            + " is older than the log: it knows "
                            + Segments.path(directory, state.generation()).getFileName()
                            + " as the newest segment, but there are "
                            + (newest - state.generation())
                            + " newer ones");
        }
    }

    /**
     * The headers of the segments that count: back from the newest as long as none is missing, and
     * no further than where the log began anew. A crash may stop the removal of older ones half
     * way; whether all that is needed is there, the first index tells.
     */
    private List<Segment> readHeaders(List<Integer> generations) throws IOException {
        List<Segment> segments = new ArrayList<>();
        int expected = generations.getLast();
        for (int i = generations.size() - 1; i >= 0 && generations.get(i) == expected; i--) {
            Path path = Segments.path(directory, expected);
            SegmentHeader header = readHeader(path);
            if (header.logId() != state.logId() || header.generation() != expected) {
                throw new StorageException(
                        StorageException.Kind.FOREIGN_FILE, path + " belongs to another log");
            }
            segments.addFirst(new Segment(path, header));
            if (header.beginsAnew()) {
                break;
            }
            expected--;
        }
        return segments;
    }

    private SegmentHeader readHeader(Path path) throws IOException {
        try (Disk.DiskFile file = disk.open(path, Disk.Access.READ)) {
            return SegmentHeader.read(path, file);
        }
    }

    private SegmentScan.Scanned replay(Segment segment, boolean isLast) throws IOException {
        SegmentHeader header = segment.header();
        if (header.firstIndex() != map.lastIndex() + 1
                || header.termBefore() != map.term(map.lastIndex())) {
            throw StorageException.corrupt(
                    segment.path(),
                    0,
                    "it does not go on where the segment before it ends, with entry "
                            + map.lastIndex());
        }
        try (Disk.DiskFile file = disk.open(segment.path(), Disk.Access.READ)) {
            RecordReader reader = new RecordReader(segment.path(), file, header, window);
            return SegmentScan.scan(
                    reader, isLast, (offset, record) -> replay(segment, offset, record));
        }
    }

    private void replay(Segment segment, int offset, LogRecord record) throws StorageException {
        long index = record.index();
        if (record.isSeal()) {
            return;
        }
        if (index >= 1 && index <= map.baseIndex()) {
            // What was cut here lay in segments that are gone; all of it is behind the snapshot.
            map.reset(index - 1, 0);
        }
        if (index < 1
                || index > map.lastIndex() + 1
                || record.term() < map.term(index - 1)
                || record.term() < 1) {
            throw StorageException.corrupt(
                    segment.path(),
                    offset,
                    "entry " + index + " cannot follow entry " + map.lastIndex());
        }
        map.add(segment.header().generation(), offset, index, record.term());
    }

    private boolean isSuperseded() {
        long index = snapshot.lastIncludedIndex();
        if (map.lastIndex() < index) {
            return true;
        }
        // Where the log begins behind it the term may not be known (0).
        long term = map.term(index);
        return term != snapshot.lastIncludedTerm() && (index > map.baseIndex() || term != 0);
    }
}
