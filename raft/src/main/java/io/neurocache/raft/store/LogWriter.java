package io.neurocache.raft.store;

import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The one thread that writes and syncs a node's log, hard state and received snapshots.
 *
 * <p>It takes whatever has gathered while the last sync was under way, writes it with one sync, and
 * reports the highest ticket: group commit. Beside it the next spare segment is filled; when
 * nothing waits it seals the log's end.
 *
 * <p>A full disk is waited for, from 1/32 of the longest wait doubling up to it, for as long as it
 * takes: nothing is lost or acknowledged meanwhile, and what compaction frees is used at once. Any
 * other failure is final: it is reported once, nothing is tried again, and nothing is acknowledged
 * any more.
 *
 * <p>{@link #start} and {@link #stop} belong to the core's thread, the rest to the writer's own.
 */
final class LogWriter {
    private static final int WAIT_SHARES = 32;

    /** How much faster than the log the next spare grows, so that it is there in time. */
    private static final int SPARE_SHARE = 2;

    /** How long the log must be quiet before a spare is filled for its own sake. */
    private static final long QUIET_NANOS = 5_000_000;

    private final Disk disk;
    private final Path directory;
    private final StorageConfig config;
    private final StorageListener listener;
    private final LongSupplier nanoClock;
    private final WriteQueue queue = new WriteQueue();
    private final HardStateFiles state;
    private final SpareSegments spares;
    private final SegmentAppender appender;
    private final SnapshotStore snapshots;
    private final Thread thread;

    /** Publishes the pieces of all writes up to this ticket. */
    private volatile long persistedTicket;

    private volatile StorageStatus status = new StorageStatus.Ready();

    /** When a spare may be tried again after there was no room for it. */
    private long nextFillNanos;

    private long fillWaitNanos;

    /** By how much the next spare lags behind the log. */
    private long owedBytes;

    /** What the writer works with, opened before it starts and closed when it ends. */
    record Files(
            HardStateFiles state,
            SpareSegments spares,
            SegmentAppender appender,
            SnapshotStore snapshots) {}

    LogWriter(
            Disk disk,
            Path directory,
            StorageConfig config,
            StorageListener listener,
            LongSupplier nanoClock,
            Files files) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.state = files.state();
        this.spares = files.spares();
        this.appender = files.appender();
        this.snapshots = files.snapshots();
        this.nextFillNanos = nanoClock.getAsLong();
        this.thread = new Thread(this::run, "raft-log-" + config.nodeId());
        thread.setDaemon(true);
    }

    void start() {
        appender.use(this::untilThereIsRoom);
        thread.start();
    }

    WriteQueue queue() {
        return queue;
    }

    long persistedTicket() {
        return persistedTicket;
    }

    StorageStatus status() {
        return status;
    }

    /**
     * Lets what was taken be written, and ends the thread.
     *
     * @return false when it has not ended within that time
     */
    boolean stop(long waitMillis) throws InterruptedException {
        queue.close();
        thread.join(waitMillis);
        return !thread.isAlive();
    }

    // The top of a thread: whatever it is, the node must hear of it and stop.
    @SuppressWarnings("CatchingUnchecked")
    private void run() {
        try {
            try (spares;
                    state;
                    appender) {
                loop();
            }
            setStatus(new StorageStatus.Closed());
        } catch (StorageException e) {
            boolean closed = e.kind() == StorageException.Kind.CLOSED;
            setStatus(closed ? new StorageStatus.Closed() : failed(e));
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            setStatus(failed(e));
        }
    }

    private static StorageStatus failed(Throwable cause) {
        return new StorageStatus.Failed(String.valueOf(cause));
    }

    private void setStatus(StorageStatus next) {
        status = next;
        listener.statusChanged(next);
    }

    private void loop() throws IOException, InterruptedException {
        while (true) {
            WriteQueue.Work work =
                    queue.take(idleNanos(), config.maxBatchBytes(), state.content().hardState());
            switch (work) {
                case WriteQueue.Work.Batch(List<Pending> writes) -> write(writes);
                case WriteQueue.Work.Restore(SnapshotMeta snapshot) -> restore(snapshot);
                case WriteQueue.Work.Release(int before) -> release(before);
                case WriteQueue.Work.Idle() -> idle();
                case WriteQueue.Work.End() -> {
                    appender.seal();
                    return;
                }
            }
        }
    }

    private void write(List<Pending> writes) throws IOException {
        appender.beginBatch();
        long bytes = 0;
        for (Pending pending : writes) {
            pending.place(appender.put(pending.persist().entries()));
            bytes += pending.bytes();
        }
        appender.flush();
        Pending last = writes.getLast();
        HardState hardState = last.persist().hardState();
        if (!hardState.equals(state.content().hardState())) {
            untilThereIsRoom(() -> state.keep(hardState));
        }
        queue.written(bytes);
        Check.invariant(last.ticket() > persistedTicket, "tickets fall to", last.ticket());
        persistedTicket = last.ticket();
        listener.persisted(last.ticket());
        growSpareInStep(bytes);
    }

    private void growSpareInStep(long writtenBytes) throws IOException {
        owedBytes += SPARE_SHARE * writtenBytes;
        while (owedBytes >= SpareSegments.PIECE_BYTES && !spares.isFilling()) {
            growSpare();
            owedBytes -= SpareSegments.PIECE_BYTES;
        }
    }

    private void restore(SnapshotMeta snapshot) throws IOException {
        untilThereIsRoom(() -> snapshots.install(snapshot));
        appender.reset(snapshot);
        release(appender.generation());
        listener.restored(snapshot);
    }

    /** Recycles the segments before a generation, oldest first. */
    private void release(int before) throws IOException {
        recycle(before);
        nextFillNanos = nanoClock.getAsLong();
        growSpare();
    }

    private void recycle(int before) throws IOException {
        Check.invariant(before <= appender.generation(), "the newest segment is needed", before);
        for (int old : Segments.generations(disk, directory)) {
            if (old < before) {
                spares.recycle(Segments.path(directory, old));
            }
        }
        disk.syncDirectory(directory);
    }

    /** How long there is nothing to do if nothing comes. */
    private long idleNanos() {
        if (!spares.isReady()) {
            return Math.max(QUIET_NANOS, nextFillNanos - nanoClock.getAsLong());
        }
        return appender.isSealed() ? Long.MAX_VALUE : config.sealAfter().toNanos();
    }

    private void idle() throws IOException {
        growSpare();
        if (spares.isReady() || status instanceof StorageStatus.DiskFull) {
            appender.seal();
        }
    }

    /** Adds a piece to the next spare, if it is time; tells when there is no room for it. */
    private void growSpare() throws IOException {
        if (!spares.isReady() && nanoClock.getAsLong() - nextFillNanos < 0) {
            return;
        }
        try {
            spares.fillSome();
            fillWaitNanos = 0;
            if (spares.isReady()) {
                thereIsRoom();
            }
        } catch (StorageException e) {
            noRoom(e);
            fillWaitNanos = nextWait(fillWaitNanos);
            nextFillNanos = nanoClock.getAsLong() + fillWaitNanos;
        }
    }

    private void untilThereIsRoom(Patience.Action action) throws IOException {
        long waitNanos = 0;
        boolean hasRun = false;
        while (!hasRun) {
            try {
                action.run();
                hasRun = true;
            } catch (StorageException e) {
                noRoom(e);
                waitNanos = nextWait(waitNanos);
                awaitRoom(waitNanos);
            }
        }
        if (spares.isReady()) {
            thereIsRoom();
        }
    }

    private long nextWait(long waitNanos) {
        long longest = config.maxRetryWait().toNanos();
        return waitNanos == 0
                ? Math.max(1, longest / WAIT_SHARES)
                : Math.min(longest, 2 * waitNanos);
    }

    private void awaitRoom(long waitNanos) throws IOException {
        try {
            switch (queue.takeRelease(waitNanos)) {
                case WriteQueue.Work.Release(int before) -> recycle(before);
                case WriteQueue.Work.End() ->
                        throw new StorageException(
                                StorageException.Kind.CLOSED,
                                "storage was closed while the disk was full");
                case WriteQueue.Work.Idle() -> {}
                case WriteQueue.Work.Batch _, WriteQueue.Work.Restore _ ->
                        throw new IllegalStateException("only releases are taken here");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    StorageException.Kind.CLOSED,
                    "the writer was interrupted while the disk was full");
        }
    }

    private void noRoom(StorageException cause) throws StorageException {
        if (cause.kind() != StorageException.Kind.DISK_FULL) {
            throw cause;
        }
        if (!(status instanceof StorageStatus.DiskFull)) {
            setStatus(
                    new StorageStatus.DiskFull(
                            nanoClock.getAsLong(), String.valueOf(cause.getMessage())));
        }
    }

    private void thereIsRoom() {
        if (status instanceof StorageStatus.DiskFull) {
            setStatus(new StorageStatus.Ready());
        }
    }
}
