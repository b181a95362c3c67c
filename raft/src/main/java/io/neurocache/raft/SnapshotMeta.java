package io.neurocache.raft;

import java.util.Objects;

/**
 * What a snapshot stands for (§7).
 *
 * <p>Immutable; safe from any thread.
 *
 * @param lastIncludedIndex the last entry it replaces; 0 where there is no snapshot
 * @param lastIncludedTerm that entry's term
 * @param configuration the latest configuration up to that entry
 */
public record SnapshotMeta(
        long lastIncludedIndex, long lastIncludedTerm, Configuration configuration) {

    /** Where nothing has been compacted yet. */
    public static final SnapshotMeta NONE = new SnapshotMeta(0, 0, Configuration.EMPTY);

    /** Checks the ranges. */
    public SnapshotMeta {
        if (lastIncludedIndex < 0 || lastIncludedTerm < 0) {
            throw new IllegalArgumentException("an index or a term is below 0");
        }
        Objects.requireNonNull(configuration);
    }
}
