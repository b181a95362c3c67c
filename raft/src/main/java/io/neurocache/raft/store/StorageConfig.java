package io.neurocache.raft.store;

import io.neurocache.slab.Check;
import java.time.Duration;

/**
 * The limits of a node's storage.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param nodeId whose storage it is; files of another node are refused
 * @param segmentBytes size of each file of the log, 16 KiB to 1 GiB. Small: more files and more
 *     pauses to begin one; large: compaction gives back room later. Another size than the files
 *     have holds for new files only
 * @param maxBatchBytes what is written before a sync at most, from 4 KiB
 * @param maxQueuedBytes of entries that wait for the writer before {@link RaftStorage#hasRoom} says
 *     no
 * @param cachedBytes of recent entries kept on the heap for followers that are nearly up to date
 * @param reserveBytes left free on the disk when a new segment is made, so that there is room for a
 *     snapshot, which is what makes room in the log
 * @param maxSnapshotBytes that are taken from a leader
 * @param sealAfter how long the log must be idle before its end is confirmed on disk; until then a
 *     rotten last batch cannot be told from a torn one
 * @param maxRetryWait between two attempts while the disk is full
 */
public record StorageConfig(
        int nodeId,
        int segmentBytes,
        int maxBatchBytes,
        long maxQueuedBytes,
        long cachedBytes,
        long reserveBytes,
        long maxSnapshotBytes,
        Duration sealAfter,
        Duration maxRetryWait) {

    private static final int MIN_SEGMENT_BYTES = 16 << 10;
    private static final int MAX_SEGMENT_BYTES = 1 << 30;
    private static final int MIN_BATCH_BYTES = 4 << 10;

    /** Checks the ranges. */
    public StorageConfig {
        Check.argument(nodeId >= 1, "nodeId counts from 1, and is not", nodeId);
        Check.argument(
                segmentBytes >= MIN_SEGMENT_BYTES && segmentBytes <= MAX_SEGMENT_BYTES,
                "segmentBytes is 16 KiB to 1 GiB, not",
                segmentBytes);
        Check.argument(segmentBytes % LogRecord.ALIGNMENT == 0, "segmentBytes is a multiple of 8");
        Check.argument(
                maxBatchBytes >= MIN_BATCH_BYTES,
                "maxBatchBytes is at least 4 KiB, not",
                maxBatchBytes);
        Check.argument(maxQueuedBytes >= 1, "maxQueuedBytes counts from 1");
        Check.argument(cachedBytes >= 0, "cachedBytes counts from 0");
        Check.argument(reserveBytes >= 0, "reserveBytes counts from 0");
        Check.argument(maxSnapshotBytes >= 1, "maxSnapshotBytes counts from 1");
        Check.argument(!sealAfter.isNegative(), "sealAfter is below 0");
        Check.argument(maxRetryWait.toNanos() >= 1, "maxRetryWait is not above 0");
    }

    /**
     * What suits a node of its own disk: segments of 64 MiB, batches of 1 MiB. No entries are kept
     * on the heap: the core keeps the last ones by itself, the kernel the file's pages.
     */
    public static StorageConfig of(int nodeId) {
        return new StorageConfig(
                nodeId,
                64 << 20,
                1 << 20,
                64L << 20,
                0,
                64L << 20,
                64L << 30,
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
    }
}
