package io.neurocache.raft.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A disk in memory, of one directory. It remembers every change, so that {@link #crashed} can give
 * the disk as a loss of power at any moment would have left it; and it can be full, broken, or
 * silent.
 *
 * <p>Safe from any thread.
 */
final class MemoryDisk implements Disk {
    static final int SECTOR_BYTES = 512;

    /** A change; files go by their names. */
    private sealed interface Change {
        record Create(String name) implements Change {}

        // The bytes are the change's own, and compared with nothing.
        @SuppressWarnings("ArrayRecordComponent")
        record Write(String name, int position, byte[] bytes, boolean synced) implements Change {}

        record Sync(String name) implements Change {}

        record Rename(String from, String to) implements Change {}

        record Delete(String name) implements Change {}
    }

    /** Which sectors of the last write reach the disk. */
    enum Torn {
        /** All of them. */
        NONE,
        /** The first half. */
        FRONT,
        /** The second half. */
        BACK,
        /** Every second one, from the first. */
        EVEN,
        /** Every second one, from the second. */
        ODD;

        private boolean keeps(int sector, int sectors) {
            return switch (this) {
                case NONE -> true;
                case FRONT -> sector < (sectors + 1) / 2;
                case BACK -> sector >= sectors / 2;
                case EVEN -> sector % 2 == 0;
                case ODD -> sector % 2 == 1;
            };
        }
    }

    /** A file's bytes; open files keep theirs when the name goes to another. */
    private static final class Content {
        private String name;
        private byte[] now = new byte[0];
        private byte[] durable = new byte[0];

        Content(String name) {
            this.name = name;
        }
    }

    private final Map<String, Content> files = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long capacity = Long.MAX_VALUE;
    private boolean isBroken;
    private boolean isSilent;

    /** Leaves room for so many bytes in all files together. */
    synchronized void setCapacity(long bytes) {
        capacity = bytes;
        notifyAll();
    }

    /** Every write fails from now on. */
    synchronized void breakDown() {
        isBroken = true;
    }

    /** Writes wait from now on, or go on. */
    synchronized void setSilent(boolean silent) {
        isSilent = silent;
        notifyAll();
    }

    synchronized int changeCount() {
        return changes.size();
    }

    /** Whether the change with this number is a write of more than one sector. */
    synchronized boolean canBeTorn(int number) {
        return changes.get(number) instanceof Change.Write write
                && write.bytes().length > SECTOR_BYTES;
    }

    synchronized long usedBytes() {
        return files.values().stream().mapToLong(file -> file.now.length).sum();
    }

    synchronized byte[] bytes(String name) {
        return file(name).now.clone();
    }

    /** Changes one byte behind everybody's back. */
    synchronized void flip(String name, int position, int bits) {
        file(name).now[position] ^= (byte) bits;
    }

    synchronized void remove(String name) {
        files.remove(name);
    }

    synchronized void put(String name, byte[] bytes) {
        Content content = new Content(name);
        content.now = bytes.clone();
        content.durable = bytes.clone();
        files.put(name, content);
    }

    private Content file(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return content;
    }

    /** The same files on another disk. */
    synchronized MemoryDisk copy() {
        MemoryDisk copy = new MemoryDisk();
        files.forEach((name, content) -> copy.put(name, content.now));
        return copy;
    }

    /**
     * The disk after its first {@code count} changes.
     *
     * @param torn how the last one of them was written
     * @param loseUnsynced whether power was lost, and with it every write that was not synced
     */
    synchronized MemoryDisk crashed(int count, Torn torn, boolean loseUnsynced) {
        MemoryDisk crashed = new MemoryDisk();
        for (int i = 0; i < count; i++) {
            crashed.redo(changes.get(i), i == count - 1 ? torn : Torn.NONE);
        }
        if (loseUnsynced) {
            crashed.files.values().forEach(content -> content.now = content.durable.clone());
        }
        crashed.changes.clear();
        return crashed;
    }

    private void redo(Change change, Torn torn) {
        switch (change) {
            case Change.Create(String name) -> files.put(name, new Content(name));
            case Change.Write(String name, int position, byte[] bytes, boolean synced) ->
                    written(file(name), position, bytes, synced, torn);
            case Change.Sync(String name) -> file(name).durable = file(name).now.clone();
            case Change.Rename(String from, String to) -> renamed(from, to);
            case Change.Delete(String name) -> files.remove(name);
        }
    }

    private static void written(
            Content file, int position, byte[] bytes, boolean synced, Torn torn) {
        file.now = written(file.now, position, bytes, torn);
        if (synced) {
            file.durable = written(file.durable, position, bytes, torn);
        }
    }

    private static byte[] written(byte[] old, int from, byte[] bytes, Torn torn) {
        int end = Math.max(old.length, from + bytes.length);
        byte[] result = end == old.length ? old : Arrays.copyOf(old, end);
        int firstSector = from / SECTOR_BYTES;
        int sectors = (from + bytes.length - 1) / SECTOR_BYTES - firstSector + 1;
        int at = from;
        while (at < from + bytes.length) {
            int sectorEnd = Math.min(from + bytes.length, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (torn.keeps(at / SECTOR_BYTES - firstSector, sectors)) {
                System.arraycopy(bytes, at - from, result, at, sectorEnd - at);
            }
            at = sectorEnd;
        }
        return result;
    }

    private void renamed(String from, String to) {
        Content content = file(from);
        files.remove(from);
        content.name = to;
        files.put(to, content);
    }

    @Override
    public synchronized DiskFile open(Path path, Access access) throws IOException {
        String name = path.getFileName().toString();
        Content content = files.get(name);
        if (content == null && access == Access.READ) {
            throw new NoSuchFileException(name);
        }
        if (content == null) {
            content = new Content(name);
            files.put(name, content);
            changes.add(new Change.Create(name));
        }
        return new MemoryFile(content, access);
    }

    @Override
    public synchronized boolean exists(Path file) {
        return file.getFileName() != null && files.containsKey(file.getFileName().toString());
    }

    @Override
    public synchronized void rename(Path from, Path to) {
        renamed(from.getFileName().toString(), to.getFileName().toString());
        changes.add(new Change.Rename(from.getFileName().toString(), to.getFileName().toString()));
    }

    @Override
    public synchronized void delete(Path file) {
        if (files.remove(file.getFileName().toString()) != null) {
            changes.add(new Change.Delete(file.getFileName().toString()));
        }
    }

    @Override
    public void syncDirectory(Path directory) {
        // Names are durable at once here: the order of changes is what the tests vary.
    }

    @Override
    public synchronized List<String> names(Path directory) {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized long usableBytes(Path directory) {
        return capacity - usedBytes();
    }

    private final class MemoryFile implements DiskFile {
        private final Content content;
        private final Access access;

        MemoryFile(Content content, Access access) {
            this.content = content;
            this.access = access;
        }

        @Override
        public void read(ByteBuffer target, long position) {
            synchronized (MemoryDisk.this) {
                int from = (int) Math.min(position, content.now.length);
                int count = Math.min(target.remaining(), content.now.length - from);
                target.put(content.now, from, count);
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (MemoryDisk.this) {
                while (isSilent) {
                    try {
                        MemoryDisk.this.wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                if (isBroken) {
                    throw new IOException("Input/output error");
                }
                long growth = Math.max(0, position + source.remaining() - content.now.length);
                if (usedBytes() + growth > capacity) {
                    throw StorageException.diskFull(Path.of(content.name), growth);
                }
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                boolean synced = access == Access.WRITE_SYNCED;
                written(content, (int) position, bytes, synced, Torn.NONE);
                if (files.get(content.name) == content) {
                    changes.add(new Change.Write(content.name, (int) position, bytes, synced));
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (MemoryDisk.this) {
                if (isBroken) {
                    throw new IOException("Input/output error");
                }
                content.durable = content.now.clone();
                changes.add(new Change.Sync(content.name));
            }
        }

        @Override
        public long size() {
            synchronized (MemoryDisk.this) {
                return content.now.length;
            }
        }

        @Override
        public void close() {}
    }
}
