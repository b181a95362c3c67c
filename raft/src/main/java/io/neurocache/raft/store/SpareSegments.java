package io.neurocache.raft.store;

import io.neurocache.slab.Check;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Files with blocks behind every byte, ready to become the next segment.
 *
 * <p>A write into such a file changes no metadata, so its sync is one write to the disk; and it
 * cannot fail for lack of room. New ones are filled with zeros piece by piece, in the background,
 * so that no batch waits for zeros unless the log has caught up with them. Segments that are no
 * longer needed come back and are used as they are: the codes of their old records do not hold in
 * their next life.
 *
 * <p>Confined to the thread that opens storage, then to the writer. In the background a piece is
 * written to the growing file and nothing else; the writer looks at that file again when the piece
 * is done.
 */
final class SpareSegments implements Closeable {
    /** Of what compaction gives back so much is kept; the rest goes back to the file system. */
    private static final int MAX_READY = 2;

    /** What is filled at a time: the disk is busy with it for so long. */
    static final int PIECE_BYTES = 256 << 10;

    private final Disk disk;
    private final Path directory;
    private final StorageConfig config;
    private final Executor background;
    private final Deque<Path> ready = new ArrayDeque<>();
    private final ByteBuffer zeros;
    private int nextNumber;
    private Disk.@Nullable DiskFile growing;
    private Path growingPath;
    private int grownBytes;
    private @Nullable FutureTask<Integer> piece;

    private SpareSegments(Disk disk, Path directory, StorageConfig config) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.background = disk.background();
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

    /** Whether a piece is on its way to the disk. */
    boolean isFilling() {
        return piece != null && !piece.isDone();
    }

    /**
     * Has a piece of the next spare filled, unless one is on its way; there is a spare when {@link
     * #isReady} says so.
     *
     * @throws StorageException of kind DISK_FULL when there is no room for this piece or the last;
     *     to be tried again
     */
    void fillSome() throws IOException {
        if (isFilling()) {
            return;
        }
        if (piece != null) {
            finishPiece();
        }
        if (!isReady()) {
            beginPiece();
        }
        if (piece != null && piece.isDone()) {
            finishPiece();
        }
    }

    private void beginPiece() throws IOException {
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
        Disk.DiskFile target = file;
        int from = grownBytes;
        int length = Math.min(zeros.capacity(), config.segmentBytes() - from);
        FutureTask<Integer> next =
                new FutureTask<>(() -> {
                    target.write(zeros.clear().limit(length), from);
                    return length;
                });
        piece = next;
        background.execute(next);
    }

    /** Waits for the piece that was begun, and takes it in. */
    private void finishPiece() throws IOException {
        FutureTask<Integer> begun = Objects.requireNonNull(piece);
        Disk.DiskFile file = Objects.requireNonNull(growing);
        piece = null;
        try {
            grownBytes += begun.get();
        } catch (ExecutionException e) {
            // Give the room back: others need it more than half a spare does.
            abandon(file);
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    StorageException.Kind.CLOSED, "the writer was interrupted beside a spare");
        }
        if (grownBytes == config.segmentBytes()) {
            file.close();
            growing = null;
            ready.add(growingPath);
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException failure -> failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case null, default -> new IOException(cause);
        };
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
            if (piece != null) {
                finishPiece();
            } else {
                fillSome();
            }
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
        if (piece != null) {
            finishPiece();
        }
        Disk.DiskFile file = growing;
        if (file != null) {
            file.close();
            growing = null;
        }
    }
}
