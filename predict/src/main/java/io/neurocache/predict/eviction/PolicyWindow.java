package io.neurocache.predict.eviction;

/**
 * What a guarded policy met since it was asked the last time.
 *
 * @param requests how many there were
 * @param hits how many of them hit
 * @param refused misses that were not let in
 * @param unknown misses of what was not even remembered
 * @param sizeLog the mean binary logarithm of the sizes asked for
 * @param sampled requests that were compared, by their weight: objects or bytes
 * @param liveHits of them hits of the cache
 * @param s3fifoHits of them hits of the shadow that S3-FIFO decides for
 * @param lruHits of them hits of the shadow that LRU decides for
 * @param turnover requests that an object would live in an LRU cache
 * @param cached objects
 * @param live who decides
 */
public record PolicyWindow(
        long requests,
        long hits,
        long refused,
        long unknown,
        double sizeLog,
        double sampled,
        double liveHits,
        double s3fifoHits,
        double lruHits,
        double turnover,
        int cached,
        Expert live) {
    /** By how much the cache was ahead of the better shadow: a part of 1, below 0 when behind. */
    public double lead() {
        return sampled == 0 ? 0 : (liveHits - Math.max(s3fifoHits, lruHits)) / sampled;
    }
}
