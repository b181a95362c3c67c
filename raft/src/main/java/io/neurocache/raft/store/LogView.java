package io.neurocache.raft.store;

import io.neurocache.raft.Entry;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.StableLog;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The log as the core reads it. It changes only when the core's thread says so, so that the core
 * never sees what it has not been told.
 *
 * <p>Recent entries come from memory; older ones by a positional read of the segment, which takes
 * no lock and waits for no sync. {@link #read} throws {@link UncheckedIOException} when the file
 * cannot be read or is corrupt: the node must stop then.
 *
 * <p>Entries that are kept behind the snapshot can be read too, down to what was compacted.
 *
 * <p>Confined to the thread that drives the core.
 */
final class LogView implements StableLog {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int MAX_OPEN_SEGMENTS = 8;

    // Holds an open file, which its owner closes.
    private record OpenSegment(SegmentHeader header, Disk.DiskFile file) {}

    private final Disk disk;
    private final Path directory;
    private final LogMap map;
    private final RecentEntries recent;
    private final ByteBuffer window = RecordReader.newWindow(WINDOW_BYTES);

    /** The segments read last, the least recent first. */
    private final Map<Integer, OpenSegment> open = new LinkedHashMap<>(16, 0.75f, true);

    private SnapshotMeta snapshot;

    /** What is not yet added lies in this segment or a newer one. */
    private int newestGeneration;

    LogView(
            Disk disk,
            Path directory,
            LogRecovery.Recovered found,
            SnapshotMeta snapshot,
            StorageConfig config) {
        this.disk = disk;
        this.directory = directory;
        this.map = found.map();
        this.newestGeneration = found.newest().generation();
        this.snapshot = snapshot;
        this.recent = new RecentEntries(config.cachedBytes());
    }

    @Override
    public SnapshotMeta snapshot() {
        return snapshot;
    }

    @Override
    public long firstIndex() {
        return map.baseIndex() + 1;
    }

    @Override
    public long lastIndex() {
        return map.lastIndex();
    }

    @Override
    public long term(long index) {
        return index == snapshot.lastIncludedIndex()
                ? snapshot.lastIncludedTerm()
                : map.term(index);
    }

    @Override
    public List<Entry> read(long from, long to, long maxBytes) {
        Check.argument(from > map.baseIndex(), "compacted, so not to be read", from);
        Check.argument(to <= map.lastIndex(), "behind the last entry", to);
        List<Entry> entries = new ArrayList<>();
        long bytes = 0;
        long index = from;
        try {
            while (index <= to && (entries.isEmpty() || bytes < maxBytes)) {
                int had = entries.size();
                bytes = readSome(index, to, maxBytes, entries, bytes);
                Check.invariant(
                        entries.size() > had || bytes >= maxBytes, "nothing read at", index);
                index = from + entries.size();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    /**
     * Adds entries from one source; returns the bytes of all there are then, or {@code maxBytes}
     * where the next one would be too much.
     */
    private long readSome(long from, long to, long maxBytes, List<Entry> entries, long before)
            throws IOException {
        long bytes = before;
        if (recent.contains(from)) {
            for (long index = from; index <= to && recent.contains(index); index++) {
                Entry entry = recent.get(index);
                if (!entries.isEmpty() && bytes + entry.sizeBytes() > maxBytes) {
                    return maxBytes;
                }
                entries.add(entry);
                bytes += entry.sizeBytes();
            }
            return bytes;
        }
        LogMap.Place place = map.place(from);
        OpenSegment segment = segment(place.generation());
        RecordReader reader =
                new RecordReader(
                        Segments.path(directory, place.generation()),
                        segment.file(),
                        segment.header(),
                        window);
        reader.seek(place.offset());
        long index = from;
        while (index <= Math.min(to, place.lastIndex())) {
            LogRecord record = reader.head();
            if (record == null || (!record.isSeal() && record.index() > index)) {
                throw StorageException.corrupt(
                        reader.path(), reader.position(), "no record of entry " + index);
            }
            if (!record.isSeal() && record.index() == index) {
                Entry entry = reader.entry(record);
                if (!entries.isEmpty() && bytes + entry.sizeBytes() > maxBytes) {
                    return maxBytes;
                }
                entries.add(entry);
                bytes += entry.sizeBytes();
                index++;
            }
            reader.skip(record);
        }
        return bytes;
    }

    private OpenSegment segment(int generation) throws IOException {
        OpenSegment known = open.get(generation);
        if (known != null) {
            return known;
        }
        if (open.size() == MAX_OPEN_SEGMENTS) {
            close(open.keySet().iterator().next());
        }
        Path path = Segments.path(directory, generation);
        Disk.DiskFile file = disk.open(path, Disk.Access.READ);
        try {
            OpenSegment segment = new OpenSegment(SegmentHeader.read(path, file), file);
            open.put(generation, segment);
            return segment;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Takes in entries that are on disk now. */
    void add(List<Entry> entries, List<Piece> pieces) {
        if (entries.isEmpty()) {
            return;
        }
        recent.truncate(entries.getFirst().index());
        int at = 0;
        for (Piece piece : pieces) {
            int offset = piece.offset();
            for (int i = 0; i < piece.entries(); i++) {
                Entry entry = entries.get(at);
                map.add(piece.generation(), offset, entry.index(), entry.term());
                recent.add(entry);
                offset += LogRecord.sizeBytes(Payloads.length(entry.payload()));
                at++;
            }
            newestGeneration = piece.generation();
        }
        Check.invariant(at == entries.size(), "not all entries were placed, but", at);
    }

    /**
     * Where a number of consecutive entries lie, one behind the other.
     *
     * @param offset of the first
     */
    record Piece(int generation, int offset, int entries) {}

    /** Forgets entries up to this one, which the snapshot covers. */
    void compact(long upTo, SnapshotMeta current) {
        snapshot = current;
        map.compact(upTo, upTo == current.lastIncludedIndex() ? current.lastIncludedTerm() : 0);
    }

    /** The oldest segment that is needed. */
    int firstGeneration() {
        return map.firstGeneration(newestGeneration);
    }

    /** Begins anew behind a snapshot. */
    void reset(SnapshotMeta restored) {
        snapshot = restored;
        map.reset(restored.lastIncludedIndex(), restored.lastIncludedTerm());
        recent.truncate(1);
    }

    /** Closes the files of segments before this one, which are about to be used for others. */
    void closeBefore(int generation) throws IOException {
        for (int known : List.copyOf(open.keySet())) {
            if (known < generation) {
                close(known);
            }
        }
    }

    private void close(int generation) throws IOException {
        OpenSegment segment = open.remove(generation);
        if (segment != null) {
            segment.file().close();
        }
    }
}
