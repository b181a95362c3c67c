package io.neurocache.raft.server;

import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.StableLog;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.kv.SnapshotException;
import io.neurocache.raft.kv.TreeTable;
import io.neurocache.raft.store.SnapshotStore;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine in use, and its successor while a received snapshot is loaded; each on a file
 * of its own.
 *
 * <p>A clean stop keeps the one in use: its table in {@code kept.tree}, all else in {@code
 * kept.gz}. The next start goes on with it, when both are whole and belong to the log; the first
 * thing it does is to take the table's mark away, so that what a crash leaves is never taken for
 * it.
 *
 * <p>Machines are made on one thread at a time and dropped on the loop that used them.
 */
final class StateMachines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateMachines.class);

    private static final String KEPT_TABLE = "kept.tree";
    private static final String KEPT_REST = "kept.gz";

    private final Path directory;
    private final Deque<TreeTable> tables = new ConcurrentLinkedDeque<>();
    private int made;

    StateMachines(Path directory) {
        this.directory = directory;
    }

    /** The machine at the start: the one that was kept, or what the snapshot says. */
    KvStateMachine first(StableLog stored, SnapshotStore snapshots) throws IOException {
        Files.createDirectories(directory);
        Path rest = directory.resolve(KEPT_REST);
        KvStateMachine kept = Files.exists(rest) ? resume(rest, stored) : null;
        Files.deleteIfExists(rest);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.tree")) {
            for (Path file : old) {
                if (tables.isEmpty() || !tables.getFirst().file().equals(file)) {
                    Files.delete(file);
                }
            }
        }
        return kept == null ? next(snapshots) : kept;
    }

    private @Nullable KvStateMachine resume(Path rest, StableLog stored) throws IOException {
        try {
            SnapshotMeta meta =
                    KvStateMachine.savedAt(new GZIPInputStream(Files.newInputStream(rest)));
            TreeTable table =
                    belongsTo(stored, meta)
                            ? TreeTable.openMarked(
                                    directory.resolve(KEPT_TABLE), meta.lastIncludedIndex())
                            : null;
            if (table == null) {
                return null;
            }
            tables.addLast(table);
            return KvStateMachine.resume(table, new GZIPInputStream(Files.newInputStream(rest)));
        } catch (SnapshotException | ZipException e) {
            log.warn("what a clean stop kept is of no use: {}", e.getMessage());
            close();
            return null;
        }
    }

    /** Whether the log has the entry that was applied last. */
    private static boolean belongsTo(StableLog stored, SnapshotMeta meta) {
        long index = meta.lastIncludedIndex();
        return index >= stored.snapshot().lastIncludedIndex()
                && index <= stored.lastIndex()
                && stored.term(index) == meta.lastIncludedTerm();
    }

    /**
     * Another machine, with what the snapshot in force says.
     *
     * @throws SnapshotException when the snapshot is damaged
     * @throws IOException when the disk has no room for the keys, or gives trouble: nothing is left
     */
    KvStateMachine next(SnapshotStore snapshots) throws IOException {
        TreeTable table = TreeTable.create(directory.resolve("kv-" + made++ + ".tree"));
        KvStateMachine machine = new KvStateMachine(table);
        boolean loaded = false;
        try {
            if (snapshots.current().lastIncludedIndex() > 0) {
                machine.restore(snapshots.open());
            }
            loaded = true;
        } catch (UncheckedIOException e) {
            throw new IOException("no room for the keys in " + directory, e.getCause());
        } finally {
            if (!loaded) {
                table.close();
            }
        }
        tables.addLast(table);
        return machine;
    }

    /** Lets go of every machine but the latest. */
    void dropOld() {
        while (tables.size() > 1) {
            drop(tables.removeFirst());
        }
    }

    private static void drop(TreeTable table) {
        try {
            table.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Closes the machine in use so that the next start finds it; nobody may read it any more.
     * Writes to disk what the kernel has not yet.
     *
     * @param meta where it stands
     */
    void keep(KvStateMachine machine, SnapshotMeta meta) throws IOException {
        dropOld();
        TreeTable table = tables.removeFirst();
        Path rest = directory.resolve(KEPT_REST);
        // The table's mark comes last: without it the rest counts for nothing.
        try (FileOutputStream file = new FileOutputStream(rest.toFile());
                GZIPOutputStream out = new GZIPOutputStream(file)) {
            machine.saveSessions(meta, out);
            out.finish();
            file.getFD().sync();
        }
        table.closeCleanly(meta.lastIncludedIndex());
        Files.move(
                table.file(), directory.resolve(KEPT_TABLE), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        while (!tables.isEmpty()) {
            tables.removeFirst().close();
        }
    }
}
