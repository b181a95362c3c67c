package io.neurocache.raft.store;

import io.neurocache.raft.Effect;
import io.neurocache.raft.Entry;
import java.util.List;

/**
 * Something that was handed to the writer.
 *
 * <p>Made by the core's thread; the writer sets the pieces before it publishes the ticket as
 * persisted (a volatile write), and the core's thread reads them after it has read that.
 */
final class Pending {
    private final Effect.Persist persist;
    private final long sinceNanos;
    private final long bytes;
    private List<LogView.Piece> pieces = List.of();

    /** Confined to the core's thread: whether the log was cut after this was handed over. */
    private boolean isObsolete;

    Pending(Effect.Persist persist, long sinceNanos) {
        this.persist = persist;
        this.sinceNanos = sinceNanos;
        this.bytes = persist.entries().stream().mapToLong(Entry::sizeBytes).sum();
    }

    Effect.Persist persist() {
        return persist;
    }

    long ticket() {
        return persist.ticket();
    }

    long sinceNanos() {
        return sinceNanos;
    }

    long bytes() {
        return bytes;
    }

    List<LogView.Piece> pieces() {
        return pieces;
    }

    void place(List<LogView.Piece> where) {
        pieces = where;
    }

    boolean isObsolete() {
        return isObsolete;
    }

    void makeObsolete() {
        isObsolete = true;
    }
}
