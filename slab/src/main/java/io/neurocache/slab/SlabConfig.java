package io.neurocache.slab;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Where the slab lives and how big it is.
 *
 * @param file the slab file; its directory is made if it is missing, and {@code <file>.lock} lies
 *     beside it
 * @param sizeBytes size of the file, 8 MiB to 256 GiB, rounded down to whole pages; too small
 *     evicts useful objects, too big pushes other files out of the page cache
 * @param verifyInterval how long a checksum that was right is trusted, at least one second; short
 *     costs CPU on hits of large bodies, long finds a rotten disk block late
 * @param clock the wall clock for stored-at and last-access times
 */
public record SlabConfig(Path file, long sizeBytes, Duration verifyInterval, InstantSource clock) {
    /** The smallest slab: 8 MiB. */
    public static final long MIN_SIZE_BYTES = 8L << 20;

    /** The largest slab: 256 GiB, so that a descriptor's id is a positive int. */
    public static final long MAX_SIZE_BYTES = 256L << 30;

    /** How long a verified checksum is trusted by default. */
    public static final Duration DEFAULT_VERIFY_INTERVAL = Duration.ofSeconds(60);

    /** Checks the ranges. */
    public SlabConfig {
        Check.argument(
                sizeBytes >= MIN_SIZE_BYTES && sizeBytes <= MAX_SIZE_BYTES,
                "the slab size must lie between 8 MiB and 256 GiB, but is (bytes)",
                sizeBytes);
        Check.argument(
                verifyInterval.toSeconds() >= 1 && verifyInterval.toSeconds() < Integer.MAX_VALUE,
                "the verify interval must be at least one second, but is (seconds)",
                verifyInterval.toSeconds());
    }

    /** A slab with the default verify interval and the system's clock. */
    public static SlabConfig of(Path file, long sizeBytes) {
        return new SlabConfig(file, sizeBytes, DEFAULT_VERIFY_INTERVAL, InstantSource.system());
    }
}
