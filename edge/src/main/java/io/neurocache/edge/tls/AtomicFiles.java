package io.neurocache.edge.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes small files whole or not at all: a reader, and a start after a crash, sees the old content
 * or the new one. Needs a POSIX file system.
 *
 * <p>Safe from any thread, but two writers of one file must not run at once.
 */
public final class AtomicFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> EVERYONE_READS =
            PosixFilePermissions.fromString("rw-r--r--");

    private AtomicFiles() {}

    /** Writes a file that only its owner may read: mode 0600 from its first byte on. */
    public static void writeSecret(Path file, byte[] content) throws IOException {
        write(file, content, OWNER_ONLY);
    }

    /** Writes a file that everyone may read where the umask allows it. */
    public static void writePublic(Path file, byte[] content) throws IOException {
        write(file, content, EVERYONE_READS);
    }

    private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
            throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException("a file has a directory");
        }
        Path partial = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(partial);
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(permissions);
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(partial, options, mode)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(directory);
    }

    /** The name itself is on disk only once its directory is. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
