package io.neurocache.raft.store;

/**
 * What was found when storage was opened.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param isNew whether the directory was empty
 * @param firstIndex the first entry behind the snapshot
 * @param lastIndex the last entry; below {@code firstIndex} where there is none
 * @param segments files of the log that count
 * @param isTailTorn whether a batch that nobody was told of was cut off
 * @param isLogSuperseded whether the snapshot replaced the whole log
 */
public record RecoveryReport(
        boolean isNew,
        long firstIndex,
        long lastIndex,
        int segments,
        boolean isTailTorn,
        boolean isLogSuperseded) {}
