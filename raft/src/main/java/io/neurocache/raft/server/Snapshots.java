package io.neurocache.raft.server;

import io.neurocache.raft.Effect;
import io.neurocache.raft.Event;
import io.neurocache.raft.SnapshotMeta;
import io.neurocache.raft.kv.KvSnapshot;
import io.neurocache.raft.kv.KvStateMachine;
import io.neurocache.raft.kv.SnapshotWriter;
import io.neurocache.raft.store.SnapshotOutput;
import io.neurocache.raft.store.SnapshotStore;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots when enough log has gathered since the last one, and reads and writes pieces of
 * them for the core; all on another thread, in order.
 *
 * <p>Event loop only; the work itself runs on the executor and comes back through {@code loop}.
 */
final class Snapshots {
    private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

    /** After a failure the next attempt waits as long as this. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    private static final int RETRY_PIECE_SECONDS = 1;

    /** Of a snapshot that a client reads: in base64 it is far below a frame's limit. */
    private static final int CLIENT_PIECE_BYTES = 1 << 20;

    private final RaftServerConfig config;
    private final SnapshotStore store;
    private final Executor worker;
    private final Executor loop;
    private final Consumer<Event> finished;
    private final List<Asker> askers = new ArrayList<>();
    private @Nullable KvSnapshot underWay;
    private boolean isRestoring;
    private long bytesSince;
    private long entriesSince;
    private long sinceNanos;
    private long notBeforeNanos;

    Snapshots(
            RaftServerConfig config,
            SnapshotStore store,
            Executor worker,
            Executor loop,
            Consumer<Event> finished,
            long nowNanos) {
        this.config = config;
        this.store = store;
        this.worker = worker;
        this.loop = loop;
        this.finished = finished;
        this.sinceNanos = nowNanos;
        this.notBeforeNanos = nowNanos;
    }

    // ---- Taking them.

    /** An entry of this size has been applied. */
    void applied(int bytes) {
        bytesSince += bytes;
        entriesSince++;
    }

    boolean isDue(long nowNanos) {
        boolean isOld = nowNanos - sinceNanos > config.snapshotAge().toNanos();
        return underWay == null
                && !isRestoring
                && nowNanos - notBeforeNanos >= 0
                && (bytesSince >= config.snapshotBytes() || (entriesSince > 0 && isOld));
    }

    /** Whom to tell when the next snapshot is there. */
    void whenTaken(Asker asker) {
        askers.add(asker);
    }

    /** Whether a snapshot is being written, so that nobody need begin one. */
    boolean isUnderWay() {
        return underWay != null;
    }

    /**
     * Whether a leader's snapshot is being loaded: core and state machine stand apart until then.
     */
    boolean isRestoring() {
        return isRestoring;
    }

    /** Begins a snapshot of the state machine as it stands; none may be under way. */
    void take(SnapshotMeta meta, KvStateMachine kv, long nowNanos) {
        Check.state(underWay == null && !isRestoring, "a snapshot is under way already");
        if (meta.lastIncludedIndex() <= store.current().lastIncludedIndex()) {
            answerTaken(store.current().lastIncludedIndex());
            return;
        }
        KvSnapshot frozen = kv.freeze();
        underWay = frozen;
        long bytes = bytesSince;
        long entries = entriesSince;
        worker.execute(() -> {
            String failure = write(frozen, meta);
            loop.execute(() -> {
                frozen.close();
                underWay = null;
                if (failure.isEmpty()) {
                    // A snapshot that was received meanwhile has set both to 0.
                    bytesSince = Math.max(0, bytesSince - bytes);
                    entriesSince = Math.max(0, entriesSince - entries);
                    sinceNanos = nowNanos;
                    taken(meta);
                } else {
                    notBeforeNanos = nowNanos + RETRY_NANOS;
                    failed(failure);
                }
            });
        });
    }

    private String write(KvSnapshot frozen, SnapshotMeta meta) {
        try (SnapshotOutput out = store.create(meta)) {
            SnapshotWriter.write(frozen, meta, out);
            return out.commit() ? "" : "a newer one has been received";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void taken(SnapshotMeta meta) {
        log.info(
                "n{} took a snapshot up to {}, {} bytes",
                config.id(),
                meta.lastIncludedIndex(),
                store.sizeBytes());
        finished.accept(new Event.SnapshotTaken(meta));
        answerTaken(meta.lastIncludedIndex());
    }

    private void failed(String failure) {
        log.warn("n{} took no snapshot: {}", config.id(), failure);
        answer(new Reply.Failed(0, ErrorCode.INTERNAL, "no snapshot was taken: " + failure));
    }

    private void answerTaken(long index) {
        askers.forEach(asker -> asker.answer(new Reply.Written(asker.id(), index)));
        askers.clear();
    }

    private void answer(Reply reply) {
        askers.forEach(asker -> asker.answer(reply));
        askers.clear();
    }

    /** A leader's snapshot is about to take the state machine's place. */
    void restoring() {
        isRestoring = true;
    }

    /** The state machine has been replaced: whatever was frozen of the old one is of no use. */
    void restored(long nowNanos) {
        isRestoring = false;
        bytesSince = 0;
        entriesSince = 0;
        sinceNanos = nowNanos;
    }

    // ---- Pieces of them.

    /** Reads a piece for a client, who takes the file away as a backup. */
    void answer(Asker asker, Request.ReadSnapshot wanted) {
        worker.execute(() -> {
            Reply reply = piece(wanted);
            loop.execute(() -> asker.answer(reply));
        });
    }

    private Reply piece(Request.ReadSnapshot wanted) {
        var read =
                new Effect.ReadSnapshot(
                        config.id(), wanted.index(), wanted.offset(), CLIENT_PIECE_BYTES);
        try {
            return store.read(read)
                            instanceof
                            Event.SnapshotRead(int _, long _, long _, var data, boolean done)
                    ? new Reply.Piece(wanted.id(), data, done)
                    : new Reply.Failed(
                            0, ErrorCode.NOT_FOUND, "the snapshot is not here, or not any more");
        } catch (IOException e) {
            return new Reply.Failed(
                    0, ErrorCode.INTERNAL, "the snapshot cannot be read: " + e.getMessage());
        }
    }

    /** Reads a piece for a follower. */
    void read(Effect.ReadSnapshot wanted) {
        worker.execute(() -> {
            Event read;
            try {
                read = store.read(wanted);
            } catch (IOException e) {
                log.warn("n{} cannot read its snapshot: {}", config.id(), e.getMessage());
                read = new Event.SnapshotUnreadable(wanted.to(), wanted.lastIncludedIndex());
            }
            hand(read);
        });
    }

    /**
     * Stores a piece of a leader's snapshot. When that fails the leader is asked for it again, a
     * little later: the disk may be full.
     */
    void write(Effect.WriteSnapshot piece) {
        worker.execute(() -> {
            try {
                hand(store.write(piece));
            } catch (IOException e) {
                log.warn("n{} cannot store a leader's snapshot: {}", config.id(), e.getMessage());
                Event.SnapshotWritten again =
                        new Event.SnapshotWritten(
                                piece.snapshot().lastIncludedIndex(), piece.offset());
                CompletableFuture.delayedExecutor(RETRY_PIECE_SECONDS, TimeUnit.SECONDS, loop)
                        .execute(() -> finished.accept(again));
            }
        });
    }

    private void hand(Event event) {
        loop.execute(() -> finished.accept(event));
    }
}
