package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.Entry;
import io.neurocache.raft.Payload;
import io.neurocache.raft.StableLog;
import io.neurocache.raft.kv.KvResult;
import io.neurocache.raft.kv.KvStateMachine;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what is committed, and keeps trying while the state machine's disk is full.
 *
 * <p>What is behind is kept nowhere: it is read from the log again, which is not compacted
 * meanwhile, as no snapshot is taken. Event loop only.
 */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private static final long RETRY_NANOS = 500_000_000L;

    private final int id;
    private final StableLog stored;
    private final long maxBatchBytes;
    private final Applied listener;
    private KvStateMachine kv;
    private long committed;
    private boolean isBehind;
    private long notBeforeNanos;

    /** Hears of each entry when it has been applied. */
    @FunctionalInterface
    interface Applied {
        /** The result is null where the entry is no command. */
        void applied(Entry entry, @Nullable KvResult result);
    }

    /**
     * Makes one that is not behind.
     *
     * @param maxBatchBytes that are applied at once of what is behind
     */
    Applier(int id, StableLog stored, long maxBatchBytes, KvStateMachine kv, Applied listener) {
        this.id = id;
        this.stored = stored;
        this.maxBatchBytes = maxBatchBytes;
        this.kv = kv;
        this.listener = listener;
        this.committed = kv.appliedIndex();
    }

    /** The state machine in use. */
    KvStateMachine kv() {
        return kv;
    }

    /** Another state machine takes the place, with all that is committed so far. */
    void replace(KvStateMachine loaded) {
        kv = loaded;
        committed = loaded.appliedIndex();
        isBehind = false;
    }

    /** Whether entries that the core counts as applied could not be. */
    boolean isBehind() {
        return isBehind;
    }

    /** Whether the state machine stands where the core does; not so behind a clean restart. */
    boolean isAt(long lastApplied) {
        return kv.appliedIndex() == lastApplied;
    }

    /** These are committed. Where there is no room for them they come later, by {@link #retry}. */
    void apply(List<Entry> entries, long nowNanos) {
        committed = entries.getLast().index();
        if (!isBehind) {
            isBehind = !applyEach(entries, nowNanos);
        }
    }

    /** Goes on with what is behind, if it is time to. */
    void retry(long nowNanos) {
        if (isBehind && nowNanos - notBeforeNanos >= 0) {
            List<Entry> next = stored.read(kv.appliedIndex() + 1, committed, maxBatchBytes);
            if (applyEach(next, nowNanos) && kv.appliedIndex() == committed) {
                isBehind = false;
                log.info("n{} the disk has room for the keys again", id);
            }
        }
    }

    private boolean applyEach(List<Entry> entries, long nowNanos) {
        for (Entry entry : entries) {
            KvResult result;
            try {
                result = apply(entry);
            } catch (UncheckedIOException e) {
                if (!isBehind) {
                    log.warn(
                            "n{} has no room for the keys, leads nobody and tries again: {}",
                            id,
                            e.getMessage());
                }
                notBeforeNanos = nowNanos + RETRY_NANOS;
                return false;
            }
            listener.applied(entry, result);
        }
        return true;
    }

    private @Nullable KvResult apply(Entry entry) {
        if (entry.index() <= kv.appliedIndex()) {
            // The table was kept by a clean stop, and the core counts from the snapshot again.
            return null;
        }
        return switch (entry.payload()) {
            case Payload.Command(Bytes command) -> kv.apply(entry.index(), command);
            case Payload.Noop(), Payload.Reconfigure _ -> {
                kv.pass(entry.index());
                yield null;
            }
        };
    }
}
