package io.neurocache.raft;

import java.util.Objects;

/**
 * One entry of the replicated log (§5.3).
 *
 * <p>Immutable; safe from any thread.
 *
 * @param term the leader's term when it took the entry, from 1
 * @param index its place in the log, from 1
 * @param payload what it says
 */
public record Entry(long term, long index, Payload payload) {

    /** Checks term and index. */
    public Entry {
        if (term < 1 || index < 1) {
            throw new IllegalArgumentException("an entry's term and index count from 1");
        }
        Objects.requireNonNull(payload);
    }

    /** What the entry costs in limits on bytes: its payload and a fixed share for the rest. */
    public int sizeBytes() {
        return payload.sizeBytes() + OVERHEAD_BYTES;
    }

    private static final int OVERHEAD_BYTES = 32;
}
