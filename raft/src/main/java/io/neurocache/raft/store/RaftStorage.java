package io.neurocache.raft.store;

import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.StableLog;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's durable storage: one directory with log, hard state and snapshot.
 *
 * <p>Effects are handed over here in the order in which the core gave them. One thread writes them,
 * and a {@link StorageListener} hears when they are on disk. What the core sees of the log changes
 * only in {@link #settle}, {@link #compact} and {@link #restore}, so on the core's own thread.
 *
 * <p>Whatever was reported as persisted is found again after a crash or loss of power; whatever was
 * not is there whole or not at all, entry by entry, in order.
 *
 * <p>{@link #snapshots}, {@link #status} and {@link #recovery} are safe from any thread; all else
 * is confined to the thread that drives the core, the first that hands something over.
 */
public final class RaftStorage implements AutoCloseable {
    /** How long a disk may take to finish what it was given, before closing gives up. */
    private static final long CLOSE_WAIT_MILLIS = 10_000;

    /** Beyond this multiple of the limit on the queue, whoever hands over ignores the limit. */
    private static final int QUEUE_OVERSHOOT = 4;

    private final StorageConfig config;
    private final LongSupplier nanoClock;
    private final DirectoryLock lock;
    private final LogWriter writer;
    private final LogView view;
    private final SnapshotStore snapshots;
    private final HardState hardState;
    private final RecoveryReport recovery;
    private final int maxPayloadBytes;

    /** Handed over, and not settled yet; in the order of their tickets. */
    private final Deque<Pending> unsettled = new ArrayDeque<>();

    private @Nullable Thread owner;
    private long lastTicket;
    private long lastHandedIndex;

    private RaftStorage(
            StorageConfig config,
            LongSupplier nanoClock,
            DirectoryLock lock,
            StorageOpening.Opened opened,
            LogWriter writer) {
        this.config = config;
        this.nanoClock = nanoClock;
        this.lock = lock;
        this.writer = writer;
        this.view = opened.view();
        this.snapshots = opened.files().snapshots();
        this.hardState = opened.files().state().content().hardState();
        this.recovery = opened.report();
        this.maxPayloadBytes = SegmentAppender.maxPayloadBytes(config.segmentBytes());
        this.lastHandedIndex = view.lastIndex();
    }

    /**
     * Opens a node's directory, and makes it if it does not exist. Takes time in proportion to the
     * log's size; a new segment is filled first where there is none.
     *
     * @param nanoClock a clock that only rises, in nanoseconds, safe from any thread
     * @throws StorageException when what is there cannot be trusted, or is not this node's
     */
    public static RaftStorage open(
            Path directory, StorageConfig config, StorageListener listener, LongSupplier nanoClock)
            throws IOException {
        return open(RealDisk.INSTANCE, directory, config, listener, nanoClock);
    }

    static RaftStorage open(
            Disk disk,
            Path directory,
            StorageConfig config,
            StorageListener listener,
            LongSupplier nanoClock)
            throws IOException {
        Path absolute = StorageOpening.prepare(disk, directory);
        DirectoryLock lock = DirectoryLock.take(absolute);
        try {
            StorageOpening.Opened opened = new StorageOpening(disk, absolute, config).open();
            LogWriter writer =
                    new LogWriter(disk, absolute, config, listener, nanoClock, opened.files());
            RaftStorage storage = new RaftStorage(config, nanoClock, lock, opened, writer);
            writer.start();
            return storage;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The hard state found at open. */
    public HardState hardState() {
        return hardState;
    }

    /**
     * The log as the core may know it. Entries kept behind the snapshot can be read too, down to
     * what was compacted. Reading throws {@link java.io.UncheckedIOException} when the disk does
     * not give back what was written: stop the node.
     */
    public StableLog log() {
        return view;
    }

    /** The node's snapshots. */
    public SnapshotStore snapshots() {
        return snapshots;
    }

    /** What was found at open. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** How storage is doing. */
    public StorageStatus status() {
        return writer.status();
    }

    /** The longest payload an entry may have, in bytes. */
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    /**
     * Whether the queue takes more entries. While it says no, refuse clients and read nothing from
     * peers; ticks go on, and what the core asks for because of them is still taken.
     */
    public boolean hasRoom() {
        return writer.queue().bytes() < config.maxQueuedBytes();
    }

    /**
     * How long the oldest write that was handed over has waited to be on disk, in nanoseconds; 0
     * where none waits. A disk that hangs shows here, and nowhere else.
     */
    public long oldestWaitNanos() {
        long persisted = writer.persistedTicket();
        for (Pending pending : unsettled) {
            if (pending.ticket() > persisted) {
                return Math.max(1, nanoClock.getAsLong() - pending.sinceNanos());
            }
        }
        return 0;
    }

    /**
     * Hands over what is to be written. After a failure, and once closed, it is dropped: nothing is
     * acknowledged any more.
     *
     * @throws IllegalStateException when {@link #hasRoom} was ignored, until four times the limit
     *     waited
     */
    public void persist(Effect.Persist persist) {
        confine();
        Check.argument(persist.ticket() > lastTicket, "tickets rise, and do not go to", lastTicket);
        Check.state(
                writer.queue().bytes() < QUEUE_OVERSHOOT * config.maxQueuedBytes(),
                "the queue is full: hasRoom was not asked");
        long index = persist.entries().isEmpty() ? 0 : persist.entries().getFirst().index();
        Check.argument(index <= lastHandedIndex + 1, "a gap in the log before entry", index);
        for (Entry entry : persist.entries()) {
            Check.argument(
                    entry.index() == index, "entries are consecutive, but not", entry.index());
            Check.argument(
                    Payloads.length(entry.payload()) <= maxPayloadBytes,
                    "the payload is too large for a segment: entry",
                    entry.index());
            lastHandedIndex = index;
            index++;
        }
        lastTicket = persist.ticket();
        if (status() instanceof StorageStatus.Failed || status() instanceof StorageStatus.Closed) {
            return;
        }
        Pending pending = new Pending(persist, nanoClock.getAsLong());
        unsettled.add(pending);
        writer.queue().put(pending);
    }

    /**
     * Lets {@link #log} show what was persisted up to this ticket; call it just before the core
     * learns of it.
     */
    public void settle(long ticket) {
        confine();
        Check.argument(ticket <= writer.persistedTicket(), "not persisted yet: ticket", ticket);
        while (!unsettled.isEmpty() && unsettled.getFirst().ticket() <= ticket) {
            Pending pending = unsettled.removeFirst();
            if (!pending.isObsolete()) {
                view.add(pending.persist().entries(), pending.pieces());
            }
        }
    }

    /**
     * Forgets entries up to this one, at most the snapshot's last. Whole segments are recycled by
     * the writer, soon.
     */
    public void compact(long upTo) throws IOException {
        confine();
        SnapshotMeta snapshot = snapshots.current();
        Check.argument(
                upTo <= snapshot.lastIncludedIndex(), "no snapshot covers entries up to", upTo);
        view.compact(upTo, snapshot);
        view.closeBefore(view.firstGeneration());
        writer.queue().release(view.firstGeneration());
    }

    /**
     * Puts the snapshot that was received whole in force and cuts the whole log. {@link #log} shows
     * that at once; {@link StorageListener#restored} tells when it is on disk.
     */
    public void restore(SnapshotMeta snapshot) throws IOException {
        confine();
        unsettled.forEach(Pending::makeObsolete);
        view.reset(snapshot);
        view.closeBefore(Integer.MAX_VALUE);
        lastHandedIndex = snapshot.lastIncludedIndex();
        writer.queue().putRestore(snapshot);
    }

    private void confine() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        Check.thread(owner, "storage is used by another thread than the core's");
    }

    /**
     * Writes what was handed over, seals the log and closes everything. While the disk is full what
     * waits is dropped: it was never acknowledged.
     *
     * @throws StorageException of kind STALLED when the disk has not finished within 10 s; the
     *     directory stays locked until the process ends
     */
    @Override
    public void close() throws IOException {
        try {
            if (!writer.stop(CLOSE_WAIT_MILLIS)) {
                throw new StorageException(
                        StorageException.Kind.STALLED,
                        "the disk has not finished within " + CLOSE_WAIT_MILLIS + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(
                    StorageException.Kind.STALLED, "interrupted while the disk was finishing");
        }
        try (lock;
                snapshots) {
            view.closeBefore(Integer.MAX_VALUE);
        }
    }
}
