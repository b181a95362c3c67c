package io.neurocache.raft.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The file operations that storage is made of: the seam behind which a test stops the world between
 * any two of them, or lets the disk be full.
 *
 * <p>Implementations are safe from any thread; a file is used by one thread at a time unless it
 * says otherwise.
 */
interface Disk {
    /** How a file is opened. */
    enum Access {
        /** It exists, and is read. */
        READ,
        /** It is read and written, and made if it does not exist; {@link DiskFile#sync} syncs. */
        WRITE,
        /** As {@link #WRITE}, and what a write has written is on disk when it returns. */
        WRITE_SYNCED
    }

    /** An open file. */
    interface DiskFile extends Closeable {
        /**
         * Fills the buffer's remaining room from this position on, or up to the end of the file.
         * May run beside a write of another open file of the same path.
         */
        void read(ByteBuffer target, long position) throws IOException;

        /**
         * Writes all that remains in the buffer.
         *
         * @throws StorageException of kind {@link StorageException.Kind#DISK_FULL} when there is no
         *     room; how much was written is then open, and the same write may be tried again
         */
        void write(ByteBuffer source, long position) throws IOException;

        /** Brings everything written to disk. */
        void sync() throws IOException;

        long size() throws IOException;

        @Override
        void close() throws IOException;
    }

    DiskFile open(Path file, Access access) throws IOException;

    boolean exists(Path file);

    /** Renames atomically, replacing what bears the name; durable after {@link #syncDirectory}. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes it if it exists; durable after {@link #syncDirectory}. */
    void delete(Path file) throws IOException;

    void syncDirectory(Path directory) throws IOException;

    /** The names in a directory, sorted. */
    List<String> names(Path directory) throws IOException;

    /** How much this process could still write there. */
    long usableBytes(Path directory) throws IOException;

    /**
     * Where work is done that the log need not wait for, one piece after the other. Of a disk in
     * memory it is done at once.
     */
    default Executor background() {
        return Runnable::run;
    }
}
