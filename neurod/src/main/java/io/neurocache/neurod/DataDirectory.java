package io.neurocache.neurod;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.edge.tls.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which a node keeps everything, locked while this process has it. It holds {@code
 * VERSION} (the layout's number), {@code lock} (the process that has it), {@code token}, {@code
 * values}, {@code slab/}, {@code raft/}, {@code record/}, {@code models/}, {@code tls/} and {@code
 * events/}.
 *
 * <p>Confined to the daemon's main thread; its paths may be used by any.
 */
public final class DataDirectory implements AutoCloseable {
    /** The layout that this version reads and writes. */
    static final int VERSION = 1;

    private static final String VERSION_FILE = "VERSION";
    private static final String VERSION_PREFIX = "neurocache-data ";
    private static final String LOCK_FILE = "lock";
    private static final int MAX_SMALL_FILE_BYTES = 256;

    /** What may lie in a directory that is taken into use: the leavings of a start cut short. */
    private static final Set<String> HARMLESS =
            Set.of(LOCK_FILE, VERSION_FILE + ".tmp", "lost+found");

    private final Path path;
    private final FileChannel lockChannel;

    private DataDirectory(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /**
     * Takes possession of the directory; makes it, mode 0700, where it is missing.
     *
     * @throws StartException when it belongs to another process, another version or somebody else,
     *     or cannot be read or written
     */
    public static DataDirectory open(Path path) throws StartException {
        try {
            create(path);
            FileChannel lockChannel = lock(path);
            try {
                checkVersion(path);
            } catch (IOException | StartException e) {
                lockChannel.close();
                throw e;
            }
            return new DataDirectory(path, lockChannel);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Returns the directory itself. */
    public Path path() {
        return path;
    }

    /** Returns the file with what eviction has learnt. */
    public Path values() {
        return path.resolve("values");
    }

    /** Returns where the slab is kept. */
    public Path slab() {
        return path.resolve("slab");
    }

    /** Returns where Raft keeps its log, its snapshot and what it must remember. */
    public Path raft() {
        return path.resolve("raft");
    }

    /** Returns where what clients were answered is recorded. */
    public Path record() {
        return path.resolve("record");
    }

    /** Returns where models are kept that the cluster predicts with. */
    public Path models() {
        return path.resolve("models");
    }

    /** Returns where the development certificate is kept. */
    public Path tls() {
        return path.resolve("tls");
    }

    /** Returns where recorded events are kept. */
    public Path events() {
        return path.resolve("events");
    }

    /** Returns the file with the secret for writers from elsewhere. */
    public Path token() {
        return path.resolve("token");
    }

    /** Lets another process have the directory. The lock's file stays: deleting it is a race. */
    @Override
    public void close() throws IOException {
        lockChannel.close();
    }

    private static void create(Path path) throws IOException, StartException {
        if (!Files.exists(path)) {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        if (!Files.isDirectory(path)) {
            throw new StartException(
                    "the data directory " + path + " is not a directory",
                    "name another with --data-dir");
        }
        if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new StartException(
                    "every user may write to the data directory " + path,
                    "chmod 700 " + path + ", or name another with --data-dir");
        }
    }

    private static FileChannel lock(Path path) throws IOException, StartException {
        Path file = path.resolve(LOCK_FILE);
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            if (tryLock(channel) == null) {
                String owner = readSmall(file).strip();
                throw new StartException(
                        "the data directory " + path + " is in use by process " + owner,
                        "stop that process, or give this node its own with --data-dir or --id");
            }
            byte[] owner = (ProcessHandle.current().pid() + "\n").getBytes(US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner), 0);
            return channel;
        } catch (IOException | StartException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Held by this very process, which is as taken as by another.
            return null;
        }
    }

    private static void checkVersion(Path path) throws IOException, StartException {
        Path file = path.resolve(VERSION_FILE);
        if (!Files.exists(file)) {
            refuseForeignContent(path);
            AtomicFiles.writePublic(file, (VERSION_PREFIX + VERSION + "\n").getBytes(US_ASCII));
            return;
        }
        String found = readSmall(file).strip();
        if (!found.equals(VERSION_PREFIX + VERSION)) {
            String version =
                    found.startsWith(VERSION_PREFIX)
                            ? found.substring(VERSION_PREFIX.length())
                            : "\"" + found + "\"";
            throw new StartException(
                    String.format(
                            "the data directory %s has layout version %s, this neurod reads"
                                    + " version %d (%s)",
                            path, version, VERSION, file),
                    "run the neurod that wrote it, or name another directory with --data-dir");
        }
    }

    /** A mistyped name must not fill somebody's home directory with our files. */
    private static void refuseForeignContent(Path path) throws IOException, StartException {
        List<String> foreign;
        try (Stream<Path> entries = Files.list(path)) {
            foreign =
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .filter(name -> !HARMLESS.contains(name))
                            .sorted()
                            .limit(1)
                            .toList();
        }
        if (!foreign.isEmpty()) {
            throw new StartException(
                    String.format(
                            "%s is no data directory: it holds \"%s\" and no %s file",
                            path, foreign.getFirst(), VERSION_FILE),
                    "name an empty or new directory with --data-dir");
        }
    }

    private static String readSmall(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_SMALL_FILE_BYTES), US_ASCII);
            return text.replaceAll("\\p{Cntrl}", " ");
        }
    }

    private static StartException unusable(Path path, IOException e) {
        String reason = reason(e);
        return new StartException(
                "cannot use the data directory " + path + ": " + reason,
                "give the user running neurod the right to write there, or name another directory"
                        + " with --data-dir",
                e);
    }

    /** Words an I/O failure: the JDK's own messages are often only the file's name. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException denied) {
            return "permission denied (" + denied.getFile() + ")";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason() + " (" + failure.getFile() + ")";
        }
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
