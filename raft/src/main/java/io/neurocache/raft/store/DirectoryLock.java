package io.neurocache.raft.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process, or a second opening in this one, out of the directory. The system lets go
 * of it when the process ends, however that happens.
 *
 * <p>The file stays when storage is closed: a process that holds a lock on a deleted file would not
 * be seen by the next one. Confined to the thread that opens or closes storage.
 */
final class DirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw inUse(directory, "this process");
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw inUse(directory, "another process");
        }
        return new DirectoryLock(channel);
    }

    private static StorageException inUse(Path directory, String user) {
        return new StorageException(
                StorageException.Kind.IN_USE, directory + " is in use by " + user);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
