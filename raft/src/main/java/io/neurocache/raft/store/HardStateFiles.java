package io.neurocache.raft.store;

import io.neurocache.raft.HardState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The hard state, twice: {@code state-0} is written and synced, then {@code state-1}; only then is
 * it acknowledged.
 *
 * <p>So whatever was acknowledged is in both files until the next one is being written, and in one
 * of them then. One file that is torn, rotten or lost is told from the other and written again at
 * open; a vote that was given is never forgotten for it. When both are unreadable the node does not
 * start: an older vote is no substitute.
 *
 * <p>Beside the hard state the files hold which segment is the log's newest, so that the loss of
 * the log's end is noticed. They are written in place and keep their size: a full disk does not
 * keep a node from voting.
 *
 * <pre>
 *  0 magic
 *  8 format version
 * 12 node id
 * 16 log id
 * 24 sequence number
 * 32 currentTerm
 * 40 votedFor
 * 44 generation of the newest segment
 * 48 CRC-32C of bytes 0 to 48
 * </pre>
 *
 * <p>Confined to the thread that opens storage, then to the writer.
 */
final class HardStateFiles implements Closeable {
    static final int COUNT = 2;
    static final int FORMAT_VERSION = 1;

    /** "NEUROSTA" read as a little-endian long. */
    static final long MAGIC = 0x4154534f5255454eL;

    private static final int FILE_BYTES = 4096;
    private static final int CRC_OFFSET = 48;

    /** What the files say together. */
    record Content(long logId, long sequence, HardState hardState, int generation) {}

    private final int nodeId;
    private final Disk.DiskFile[] files;
    private final ByteBuffer bytes = newBuffer();
    private Content content;

    private HardStateFiles(int nodeId, Disk.DiskFile[] files, Content content) {
        this.nodeId = nodeId;
        this.files = files;
        this.content = content;
    }

    static Path path(Path directory, int number) {
        return directory.resolve("state-" + number);
    }

    /** Whether neither file was ever made. */
    static boolean isAbsent(Disk disk, Path directory) {
        return !disk.exists(path(directory, 0)) && !disk.exists(path(directory, 1));
    }

    /** Makes both files, for a node that has seen nothing yet. */
    static HardStateFiles create(Disk disk, Path directory, int nodeId, long logId)
            throws IOException {
        Content content = new Content(logId, 1, HardState.INITIAL, 0);
        for (int i = 0; i < COUNT; i++) {
            make(disk, directory, i, encoded(newBuffer(), nodeId, content));
        }
        return opened(disk, directory, nodeId, content);
    }

    /** A file appears under its name only whole. */
    private static void make(Disk disk, Path directory, int number, ByteBuffer content)
            throws IOException {
        Path temporary = directory.resolve("state-" + number + ".tmp");
        try (Disk.DiskFile file = disk.open(temporary, Disk.Access.WRITE_SYNCED)) {
            file.write(content, 0);
        }
        disk.rename(temporary, path(directory, number));
        disk.syncDirectory(directory);
    }

    /**
     * Reads both files, and makes them agree.
     *
     * @throws StorageException when they cannot be trusted
     */
    static HardStateFiles open(Disk disk, Path directory, int nodeId) throws IOException {
        Content first = read(disk, path(directory, 0), nodeId);
        Content second = read(disk, path(directory, 1), nodeId);
        Content newest = newer(first, second);
        if (newest == null) {
            throw unreadable(disk, path(directory, 0));
        }
        boolean agree = first != null && first.equals(second);
        if (!agree) {
            for (int i = 0; i < COUNT; i++) {
                make(disk, directory, i, encoded(newBuffer(), nodeId, newest));
            }
        }
        return opened(disk, directory, nodeId, newest);
    }

    private static @Nullable Content newer(@Nullable Content first, @Nullable Content second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return second.sequence() > first.sequence() ? second : first;
    }

    private static HardStateFiles opened(Disk disk, Path directory, int nodeId, Content content)
            throws IOException {
        Disk.DiskFile first = disk.open(path(directory, 0), Disk.Access.WRITE_SYNCED);
        try {
            Disk.DiskFile second = disk.open(path(directory, 1), Disk.Access.WRITE_SYNCED);
            return new HardStateFiles(nodeId, new Disk.DiskFile[] {first, second}, content);
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /** One file's content; null where it is missing or not whole. */
    private static @Nullable Content read(Disk disk, Path path, int nodeId) throws IOException {
        if (!disk.exists(path)) {
            return null;
        }
        ByteBuffer bytes = newBuffer();
        try (Disk.DiskFile file = disk.open(path, Disk.Access.READ)) {
            file.read(bytes, 0);
        }
        if (bytes.hasRemaining()
                || bytes.getLong(0) != MAGIC
                || bytes.getInt(8) != FORMAT_VERSION
                || bytes.getInt(CRC_OFFSET) != crc(bytes)) {
            return null;
        }
        if (bytes.getInt(12) != nodeId) {
            throw new StorageException(
                    StorageException.Kind.FOREIGN_FILE,
                    path + " belongs to node " + bytes.getInt(12) + ", this is node " + nodeId);
        }
        return new Content(
                bytes.getLong(16),
                bytes.getLong(24),
                new HardState(bytes.getLong(32), bytes.getInt(40)),
                bytes.getInt(44));
    }

    private static StorageException unreadable(Disk disk, Path path) throws IOException {
        ByteBuffer bytes = newBuffer();
        if (disk.exists(path)) {
            try (Disk.DiskFile file = disk.open(path, Disk.Access.READ)) {
                file.read(bytes, 0);
            }
        }
        if (bytes.getLong(0) == MAGIC && bytes.getInt(8) != FORMAT_VERSION) {
            return new StorageException(
                    StorageException.Kind.OTHER_VERSION,
                    path
                            + " has state format "
                            + bytes.getInt(8)
                            + ", supported is "
                            + FORMAT_VERSION);
        }
        return StorageException.corrupt(
                path, 0, "neither it nor its twin can be read, so the node's vote is not known");
    }

    Content content() {
        return content;
    }

    /** Keeps the hard state; on disk, twice, when this returns. May be called again if it fails. */
    void keep(HardState hardState) throws IOException {
        write(
                new Content(
                        content.logId(), content.sequence() + 1, hardState, content.generation()));
    }

    /** Keeps that this segment may hold entries from now on. */
    void keepGeneration(int generation) throws IOException {
        write(
                new Content(
                        content.logId(), content.sequence() + 1, content.hardState(), generation));
    }

    private void write(Content next) throws IOException {
        for (Disk.DiskFile file : files) {
            file.write(encoded(bytes, nodeId, next), 0);
        }
        content = next;
    }

    private static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer encoded(ByteBuffer bytes, int nodeId, Content content) {
        bytes.clear();
        bytes.putLong(0, MAGIC);
        bytes.putInt(8, FORMAT_VERSION);
        bytes.putInt(12, nodeId);
        bytes.putLong(16, content.logId());
        bytes.putLong(24, content.sequence());
        bytes.putLong(32, content.hardState().currentTerm());
        bytes.putInt(40, content.hardState().votedFor());
        bytes.putInt(44, content.generation());
        bytes.putInt(CRC_OFFSET, crc(bytes));
        return bytes;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_OFFSET));
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        try {
            files[0].close();
        } finally {
            files[1].close();
        }
    }
}
