package io.neurocache.raft.store;

import io.neurocache.raft.SnapshotMeta;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Opens a directory: makes what a new node needs, or finds what an old one left.
 *
 * <p>Whatever was read only from the page cache is synced before anybody can act on it. Confined to
 * the thread that opens storage.
 */
final class StorageOpening {
    /** All parts of an open storage; whoever has them closes them. */
    record Opened(LogWriter.Files files, LogView view, RecoveryReport report) {}

    private final Disk disk;
    private final Path directory;
    private final StorageConfig config;
    private final Deque<Closeable> open = new ArrayDeque<>();

    StorageOpening(Disk disk, Path directory, StorageConfig config) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
    }

    /** Creates the directory if need be. */
    static Path prepare(Disk disk, Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        if (!disk.exists(absolute)) {
            Files.createDirectories(absolute);
            Path parent = absolute.getParent();
            if (parent != null) {
                disk.syncDirectory(parent);
            }
        }
        return absolute;
    }

    Opened open() throws IOException {
        try {
            return openParts();
        } catch (IOException | RuntimeException e) {
            closeAll(e);
            throw e;
        }
    }

    private void closeAll(Exception cause) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private <T extends Closeable> T opened(T part) {
        open.push(part);
        return part;
    }

    private Opened openParts() throws IOException {
        SnapshotStore snapshots = opened(SnapshotStore.open(disk, directory, config));
        SnapshotMeta snapshot = snapshots.current();
        boolean isNew = HardStateFiles.isAbsent(disk, directory);
        HardStateFiles state = opened(isNew ? create(snapshot) : openState());
        SpareSegments spares = opened(SpareSegments.open(disk, directory, config));
        disk.syncDirectory(directory);
        if (state.content().generation() == 0 && Segments.generations(disk, directory).isEmpty()) {
            makeFirstSegment(state, spares);
        }
        LogRecovery.Recovered found =
                new LogRecovery(disk, directory, config, state.content(), snapshot).recover();
        if (found.newest().generation() > state.content().generation()) {
            state.keepGeneration(found.newest().generation());
        }
        SegmentAppender appender =
                opened(new SegmentAppender(disk, directory, config, state, spares, found));
        appender.clearTornTail(found.scanned().tornEnd());
        if (found.isSuperseded()) {
            appender.reset(snapshot);
        } else if (found.scanned().isEnded()) {
            appender.beginSegment(false);
        }
        int first = found.map().firstGeneration(appender.generation());
        List<Integer> generations = Segments.generations(disk, directory);
        for (int old : generations.stream().filter(old -> old < first).toList()) {
            spares.recycle(Segments.path(directory, old));
        }
        disk.syncDirectory(directory);
        LogView view = new LogView(disk, directory, found, snapshot, config);
        RecoveryReport report =
                new RecoveryReport(
                        isNew,
                        found.map().baseIndex() + 1,
                        found.map().lastIndex(),
                        (int) generations.stream().filter(old -> old >= first).count(),
                        found.scanned().tornEnd() > found.scanned().end(),
                        found.isSuperseded());
        return new Opened(new LogWriter.Files(state, spares, appender, snapshots), view, report);
    }

    private HardStateFiles openState() throws IOException {
        return HardStateFiles.open(disk, directory, config.nodeId());
    }

    private HardStateFiles create(SnapshotMeta snapshot) throws IOException {
        if (snapshot.lastIncludedIndex() > 0 || !Segments.generations(disk, directory).isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.MISSING_FILE,
                    HardStateFiles.path(directory, 0)
                            + " and its twin are missing, but there is a log or a snapshot");
        }
        long logId = new SecureRandom().nextLong();
        return HardStateFiles.create(disk, directory, config.nodeId(), logId);
    }

    private void makeFirstSegment(HardStateFiles state, SpareSegments spares) throws IOException {
        SegmentHeader header =
                new SegmentHeader(state.content().logId(), 1, 1, 0, config.segmentBytes(), true);
        spares.makeSegment(header, Patience.NONE).close();
        state.keepGeneration(1);
    }
}
