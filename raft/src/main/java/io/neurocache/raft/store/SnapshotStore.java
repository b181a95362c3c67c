package io.neurocache.raft.store;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.slab.Check;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The node's snapshot, {@code raft-<id>.snap}: gzipped JSON, to be looked at with {@code zcat}.
 *
 * <p>A new one is written or received under another name, synced, and renamed: at every moment one
 * whole snapshot bears the name. A transfer from the one before goes on while its file is open;
 * there is one such file at most.
 *
 * <p>The content's checksum is gzip's own. It is checked when a snapshot has been received and
 * whenever {@link #open} is read to the end.
 *
 * <p>Safe from any thread. {@link #current} and {@link #sizeBytes} never wait; all else may wait
 * for the disk, so it is not for an event loop.
 */
public final class SnapshotStore implements Closeable {
    private static final int COMPARED_BYTES = 4096;

    // An open file, which its owner closes.
    private record Source(SnapshotMeta meta, Disk.DiskFile file, long size) {}

    /** What is received, the first {@code end} bytes of it. */
    private record Partial(SnapshotHeader header, Disk.DiskFile file, long end, boolean isWhole) {}

    private final Disk disk;
    private final Path directory;
    private final StorageConfig config;
    private final Path path;
    private final Path writtenPath;
    private final Path partialPath;

    /**
     * Written under the lock, read without: nobody waits for the disk to learn what is in force.
     */
    private volatile @Nullable Source current;

    private @Nullable Source previous;
    private @Nullable Partial partial;
    private boolean isCurrentRead;
    private boolean isWriting;

    private SnapshotStore(Disk disk, Path directory, StorageConfig config) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.path = directory.resolve("raft-" + config.nodeId() + ".snap");
        this.writtenPath = path.resolveSibling(path.getFileName() + ".tmp");
        this.partialPath = path.resolveSibling(path.getFileName() + ".part");
    }

    static SnapshotStore open(Disk disk, Path directory, StorageConfig config) throws IOException {
        SnapshotStore store = new SnapshotStore(disk, directory, config);
        disk.delete(store.writtenPath);
        if (disk.exists(store.path)) {
            store.current = store.source();
        }
        if (disk.exists(store.partialPath)) {
            store.reopenPartial();
        }
        return store;
    }

    /** What a crash has left of a transfer, to be continued if its leader still has the file. */
    private void reopenPartial() throws IOException {
        Disk.DiskFile file = disk.open(partialPath, Disk.Access.WRITE);
        try {
            partial = new Partial(SnapshotHeader.read(partialPath, file), file, file.size(), false);
        } catch (StorageException e) {
            // Not even its header is whole. Nobody was promised anything of it.
            file.close();
            disk.delete(partialPath);
        }
    }

    private Source source() throws IOException {
        Disk.DiskFile file = disk.open(path, Disk.Access.READ);
        try {
            return new Source(SnapshotHeader.read(path, file).meta(), file, file.size());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Where the snapshot is, for {@code zcat} and backups. */
    public Path path() {
        return path;
    }

    /** What the snapshot in force stands for; {@link SnapshotMeta#NONE} where there is none. */
    public SnapshotMeta current() {
        Source source = current;
        return source == null ? SnapshotMeta.NONE : source.meta();
    }

    /** The size of the snapshot's file in bytes, compressed; 0 where there is none. */
    public long sizeBytes() {
        Source source = current;
        return source == null ? 0 : source.size();
    }

    /** Begins a snapshot of the state machine; one at a time. */
    public synchronized SnapshotOutput create(SnapshotMeta meta) throws IOException {
        Check.argument(meta.lastIncludedIndex() >= 1, "an empty log needs no snapshot");
        Check.state(!isWriting, "a snapshot is being written already");
        disk.delete(writtenPath);
        Disk.DiskFile file = disk.open(writtenPath, Disk.Access.WRITE);
        isWriting = true;
        return new SnapshotOutput(this, new SnapshotHeader(newId(), meta), file);
    }

    private static long newId() {
        return new SecureRandom().nextLong();
    }

    /** Puts the snapshot that was written in force, unless a newer one is. */
    synchronized boolean replace(SnapshotMeta meta) throws IOException {
        if (current().lastIncludedIndex() > meta.lastIncludedIndex()) {
            return false;
        }
        disk.rename(writtenPath, path);
        disk.syncDirectory(directory);
        takeOver();
        return true;
    }

    synchronized void finished(boolean committed) throws IOException {
        isWriting = false;
        if (!committed) {
            disk.delete(writtenPath);
        }
    }

    private void takeOver() throws IOException {
        Source old = current;
        current = source();
        if (previous != null) {
            previous.file().close();
            previous = null;
        }
        if (isCurrentRead) {
            previous = old;
        } else if (old != null) {
            old.file().close();
        }
        isCurrentRead = false;
    }

    /**
     * The snapshot's JSON. The end of the stream comes only when the checksum is right; {@link
     * ZipException} or {@link EOFException} say that the file is corrupt.
     */
    public InputStream open() throws IOException {
        Disk.DiskFile file = disk.open(path, Disk.Access.READ);
        try {
            return new GZIPInputStream(DiskStreams.input(file), COMPARED_BYTES);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** Reads a piece for a follower. */
    public synchronized Event read(Effect.ReadSnapshot wanted) throws IOException {
        Check.argument(wanted.maxBytes() >= 1, "a piece has a byte at least");
        Source source = current;
        if (source != null && source.meta().lastIncludedIndex() == wanted.lastIncludedIndex()) {
            isCurrentRead = true;
        } else {
            source = previous;
        }
        if (source == null
                || source.meta().lastIncludedIndex() != wanted.lastIncludedIndex()
                || wanted.offset() > source.size()) {
            return new Event.SnapshotUnreadable(wanted.to(), wanted.lastIncludedIndex());
        }
        byte[] data = new byte[(int) Math.min(wanted.maxBytes(), source.size() - wanted.offset())];
        source.file().read(ByteBuffer.wrap(data), wanted.offset());
        return new Event.SnapshotRead(
                wanted.to(),
                wanted.lastIncludedIndex(),
                wanted.offset(),
                Bytes.wrap(data),
                wanted.offset() + data.length == source.size());
    }

    /**
     * Stores a piece of a leader's snapshot.
     *
     * <p>The answer says how much of it is stored. At offset 0 that is more than was just sent when
     * an earlier transfer of the very same file got further, before or after a restart. It is 0
     * when the whole turned out to be corrupt: the transfer begins anew.
     *
     * @throws StorageException of kind TOO_LARGE beyond the limit, DISK_FULL when there is no room;
     *     what is stored stays
     */
    public synchronized Event.SnapshotWritten write(Effect.WriteSnapshot piece) throws IOException {
        byte[] data = piece.data().array();
        long index = piece.snapshot().lastIncludedIndex();
        if (piece.offset() + data.length > config.maxSnapshotBytes()) {
            throw new StorageException(
                    StorageException.Kind.TOO_LARGE,
                    "a leader's snapshot has more than " + config.maxSnapshotBytes() + " bytes");
        }
        Partial known = partialOf(piece.snapshot());
        if (piece.offset() == 0 && (known == null || !isStart(known, data))) {
            known = begin(data, piece.snapshot());
        }
        if (known == null) {
            return new Event.SnapshotWritten(index, 0);
        }
        if (piece.offset() == known.end() && !known.isWhole()) {
            known.file().write(ByteBuffer.wrap(data), known.end());
            known = new Partial(known.header(), known.file(), known.end() + data.length, false);
            partial = known;
        }
        if (piece.done() && !known.isWhole() && piece.offset() + data.length == known.end()) {
            return new Event.SnapshotWritten(index, completed(known));
        }
        return new Event.SnapshotWritten(index, known.end());
    }

    private @Nullable Partial partialOf(SnapshotMeta meta) {
        Partial known = partial;
        return known != null && known.header().meta().equals(meta) ? known : null;
    }

    /** Whether the transfer's first piece is how the stored part begins. */
    private static boolean isStart(Partial known, byte[] data) throws IOException {
        int compared = Math.min(data.length, COMPARED_BYTES);
        if (known.end() < data.length) {
            return false;
        }
        byte[] stored = new byte[compared];
        known.file().read(ByteBuffer.wrap(stored), 0);
        return Arrays.equals(stored, 0, compared, data, 0, compared);
    }

    /** Stores the first piece; null when it is not how a snapshot begins. */
    private @Nullable Partial begin(byte[] data, SnapshotMeta expected) throws IOException {
        dropPartial();
        Disk.DiskFile file = disk.open(partialPath, Disk.Access.WRITE);
        try {
            file.write(ByteBuffer.wrap(data), 0);
            SnapshotHeader header = SnapshotHeader.read(partialPath, file);
            if (header.meta().equals(expected)) {
                partial = new Partial(header, file, data.length, false);
                return partial;
            }
        } catch (StorageException e) {
            file.close();
            disk.delete(partialPath);
            if (e.kind() == StorageException.Kind.DISK_FULL) {
                throw e;
            }
            return null;
        }
        file.close();
        disk.delete(partialPath);
        return null;
    }

    /** Syncs and checks what was received; how much of it is good, which is all or nothing. */
    private long completed(Partial received) throws IOException {
        received.file().sync();
        try (InputStream json =
                new GZIPInputStream(
                        DiskStreams.input(disk.open(partialPath, Disk.Access.READ)),
                        COMPARED_BYTES)) {
            json.transferTo(OutputStream.nullOutputStream());
        } catch (ZipException | EOFException e) {
            dropPartial();
            return 0;
        }
        partial = new Partial(received.header(), received.file(), received.end(), true);
        return received.end();
    }

    private void dropPartial() throws IOException {
        if (partial != null) {
            partial.file().close();
            partial = null;
        }
        disk.delete(partialPath);
    }

    /** Puts the received snapshot in force; may be called again when it ran out of room. */
    synchronized void install(SnapshotMeta meta) throws IOException {
        Partial received = partial;
        if (received == null && current().equals(meta)) {
            return;
        }
        if (received == null || !received.isWhole() || !received.header().meta().equals(meta)) {
            throw new StorageException(
                    StorageException.Kind.MISSING_FILE,
                    partialPath
                            + " is not the whole snapshot of entry "
                            + meta.lastIncludedIndex());
        }
        disk.rename(partialPath, path);
        disk.syncDirectory(directory);
        received.file().close();
        partial = null;
        takeOver();
    }

    @Override
    public synchronized void close() throws IOException {
        for (Source source : Arrays.asList(current, previous)) {
            if (source != null) {
                source.file().close();
            }
        }
        if (partial != null) {
            partial.file().close();
            partial = null;
        }
        current = null;
        previous = null;
    }
}
