package io.neurocache.raft.server;

import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.kv.TreeTable;
import io.neurocache.raft.store.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The state machine in use, and its successor while a received snapshot is loaded; each on a file
 * of its own.
 *
 * <p>Machines are made on one thread at a time and dropped on the loop that used them.
 */
final class StateMachines implements AutoCloseable {
    private final Path directory;
    private final Deque<TreeTable> tables = new ConcurrentLinkedDeque<>();
    private int made;

    StateMachines(Path directory) {
        this.directory = directory;
    }

    /** The machine at the start, with what the snapshot says; files of an earlier life go. */
    KvStateMachine first(SnapshotStore snapshots) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.tree")) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
        return next(snapshots);
    }

    /**
     * Another machine, with what the snapshot in force says.
     *
     * @throws io.neurocache.raft.kv.SnapshotException when the snapshot is damaged
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

    @Override
    public void close() throws IOException {
        while (!tables.isEmpty()) {
            tables.removeFirst().close();
        }
    }
}
