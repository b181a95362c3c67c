package io.neurocache.slab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The slab's file: locked against a second process, with real blocks behind every byte, mapped
 * once.
 *
 * <p>The lock is on {@code <file>.lock}, because a process loses its POSIX locks on a file as soon
 * as it closes any descriptor of that file. Confined to the thread that opens or closes the slab.
 */
final class SlabFile implements AutoCloseable {
    private final Path path;
    private final FileChannel lockChannel;
    private final FileChannel channel;
    private final boolean created;

    private SlabFile(Path path, FileChannel lockChannel, FileChannel channel, boolean created) {
        this.path = path;
        this.lockChannel = lockChannel;
        this.channel = channel;
        this.created = created;
    }

    static SlabFile open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        try {
            Path directory = absolute.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            FileChannel lock = lock(absolute);
            try {
                boolean created = !Files.exists(absolute);
                FileChannel channel =
                        FileChannel.open(
                                absolute,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE);
                return new SlabFile(absolute, lock, channel, created);
            } catch (IOException e) {
                lock.close();
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw new SlabException("no right to read and write the slab file " + absolute, e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path.resolveSibling(path.getFileName() + ".lock"),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new SlabException("the slab file " + path + " is open in this process", e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new SlabException("the slab file " + path + " is in use by another process");
        }
        return channel;
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Empties the file, so that it reads as zeros once it is allocated again. */
    void truncate() throws IOException {
        channel.truncate(0);
    }

    /**
     * Gives every byte a block on disk; a file that was just created is deleted when that fails.
     */
    void allocate(long bytes) throws IOException {
        boolean grows = channel.size() < bytes;
        try {
            if (grows && Files.getFileStore(path).getUsableSpace() < bytes - channel.size()) {
                // Known to fail: do not take other programs' last blocks to find out.
                throw noSpace(bytes, Preallocation.NO_SPACE);
            }
            int error = Preallocation.allocate(path, channel, bytes);
            if (error != 0) {
                throw noSpace(bytes, error);
            }
        } catch (IOException e) {
            if (grows) {
                channel.truncate(0);
                if (created) {
                    Files.deleteIfExists(path);
                }
            }
            throw e;
        }
    }

    private SlabException noSpace(long bytes, int error) throws IOException {
        long available = Files.getFileStore(path).getUsableSpace();
        String cause = error == Preallocation.NO_SPACE ? "" : " (error " + error + ")";
        return new SlabException(
                "cannot allocate the slab file "
                        + path
                        + ": wanted "
                        + bytes
                        + " bytes, available are "
                        + available
                        + cause);
    }

    MemorySegment map(long bytes, Arena arena) throws IOException {
        return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
    }

    /** Closes both files; the lock goes last. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            lockChannel.close();
        }
    }
}
