package io.neurocache.raft.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The file system. No state but a thread, which ends when it has nothing to do; safe from any
 * thread.
 */
final class RealDisk implements Disk {
    private static final long IDLE_SECONDS = 1;
    private static final int MAX_WAITING = 64;
    static final RealDisk INSTANCE = new RealDisk();

    private final Executor background = newBackground();

    private RealDisk() {}

    private static Executor newBackground() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(
                        1,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().daemon().name("raft-spare").factory(),
                        new ThreadPoolExecutor.CallerRunsPolicy());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public Executor background() {
        return background;
    }

    @Override
    public DiskFile open(Path file, Access access) throws IOException {
        Set<StandardOpenOption> options =
                switch (access) {
                    case READ -> Set.of(StandardOpenOption.READ);
                    case WRITE ->
                            Set.of(
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE);
                    case WRITE_SYNCED ->
                            Set.of(
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.DSYNC);
                };
        try {
            return new RealFile(file, FileChannel.open(file, options));
        } catch (IOException e) {
            throw translated(e, file, 0);
        }
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw translated(e, to, 0);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /**
     * Tells a full disk from a broken one. The message is the C library's and may be in the user's
     * language, so the room that is left counts too.
     */
    private static IOException translated(IOException cause, Path file, long wantedBytes)
            throws IOException {
        String message = String.valueOf(cause.getMessage());
        Path directory = file.toAbsolutePath().getParent();
        boolean isFull =
                message.contains("No space left")
                        || message.contains("quota exceeded")
                        || (directory != null && INSTANCE.usableBytes(directory) < wantedBytes);
        return isFull ? StorageException.diskFull(file, wantedBytes, cause) : cause;
    }

    private record RealFile(Path path, FileChannel channel) implements DiskFile {
        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                int read = channel.read(target, at);
                if (read < 0) {
                    return;
                }
                at += read;
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                try {
                    at += channel.write(source, at);
                } catch (IOException e) {
                    throw translated(e, path, source.remaining());
                }
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
