package io.neurocache.raft.store;

import io.neurocache.slab.Check;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Files with blocks behind every byte, ready to become the next segment.
 *
 * <p>A write into such a file changes no metadata, so its sync is one write to the disk; and it
 * cannot fail for lack of room. New ones are filled with zeros piece by piece beside the log's own
 * writes, so that no batch waits for a whole file. Segments that are no longer needed come back and
 * are used as they are: the codes of their old records do not hold in their next life.
 *
 * <p>Confined to the thread that opens storage, then to the writer.
 */
final class SpareSegments implements Closeable {
    /** Of what compaction gives back so much is kept; the rest goes back to the file system. */
    private static final int MAX_READY = 2;

    /** What is filled at a time: a write that comes meanwhile waits for it. */
    static final int PIECE_BYTES = 256 << 10;

    private final Disk disk;
    private final Path directory;
    private final StorageConfig config;
    private final Deque<Path> ready = new ArrayDeque<>();
    private final ByteBuffer zeros;
    private int nextNumber;
    private Disk.@Nullable DiskFile growing;
    private Path growingPath;
    private int grownBytes;

    private SpareSegments(Disk disk, Path directory, StorageConfig config) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.growingPath = Segments.spare(directory, 0);
        this.zeros = ByteBuffer.allocateDirect(Math.min(PIECE_BYTES, config.segmentBytes()));
    }

    /** Takes over the spares that are whole, and deletes what a crash left unfinished. */
    static SpareSegments open(Disk disk, Path directory, StorageConfig config) throws IOException {
        SpareSegments spares = new SpareSegments(disk, directory, config);
        for (int number : Segments.spares(disk, directory)) {
            spares.nextNumber = number + 1;
            spares.offer(Segments.spare(directory, number));
        }
        return spares;
    }

    boolean isReady() {
        return !ready.isEmpty();
    }

    /**
     * Fills a piece of the next spare; there is one when {@link #isReady} says so.
     *
     * @throws StorageException of kind DISK_FULL when there is no room for it; to be tried again
     */
    void fillSome() throws IOException {
        if (isReady()) {
            return;
        }
        Disk.DiskFile file = growing;
        if (file == null) {
            growingPath = Segments.spare(directory, nextNumber);
            long wanted = config.segmentBytes() + config.reserveBytes();
            if (disk.usableBytes(directory) < wanted) {
                throw StorageException.diskFull(growingPath, wanted);
            }
            file = disk.open(growingPath, Disk.Access.WRITE_SYNCED);
            nextNumber++;
            growing = file;
            grownBytes = 0;
        }
        int piece = Math.min(zeros.capacity(), config.segmentBytes() - grownBytes);
        try {
            file.write(zeros.clear().limit(piece), grownBytes);
        } catch (StorageException e) {
            // Give the room back: others need it more than half a spare does.
            abandon(file);
            throw e;
        }
        grownBytes += piece;
        if (grownBytes == config.segmentBytes()) {
            file.close();
            growing = null;
            ready.add(growingPath);
        }
    }

    private void abandon(Disk.DiskFile file) throws IOException {
        growing = null;
        file.close();
        disk.delete(growingPath);
    }

    /** Makes the next segment: a spare gets its header, then its name. */
    Disk.DiskFile makeSegment(SegmentHeader header, Patience patience) throws IOException {
        Check.argument(header.segmentBytes() == config.segmentBytes(), "spares have another size");
        patience.untilThereIsRoom(this::fillWhole);
        Path spare = ready.getFirst();
        Path segment = Segments.path(directory, header.generation());
        Disk.DiskFile file = disk.open(spare, Disk.Access.WRITE_SYNCED);
        try {
            patience.untilThereIsRoom(() -> file.write(header.encoded(), 0));
            patience.untilThereIsRoom(() -> disk.rename(spare, segment));
            disk.syncDirectory(directory);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        ready.removeFirst();
        return file;
    }

    private void fillWhole() throws IOException {
        while (!isReady()) {
            fillSome();
        }
    }

    /**
     * Takes in a segment that is not needed any more, or deletes it.
     *
     * <p>The caller syncs the directory before the spare is used: a file that is found under its
     * old name after a crash must have its old content.
     */
    void recycle(Path segment) throws IOException {
        if (ready.size() >= MAX_READY) {
            disk.delete(segment);
            return;
        }
        Path spare = Segments.spare(directory, nextNumber++);
        disk.rename(segment, spare);
        offer(spare);
    }

    private void offer(Path spare) throws IOException {
        long size;
        try (Disk.DiskFile file = disk.open(spare, Disk.Access.READ)) {
            size = file.size();
        }
        if (size == config.segmentBytes() && ready.size() < MAX_READY) {
            ready.add(spare);
        } else {
            disk.delete(spare);
        }
    }

    @Override
    public void close() throws IOException {
        Disk.DiskFile file = growing;
        if (file != null) {
            file.close();
            growing = null;
        }
    }
}
