package io.neurocache.predict.eviction;

/**
 * What guards the learned policy, at a moment.
 *
 * <p>The hit ratios are of the sampled keys and recent windows, by objects or bytes as the policy's
 * objective is; comparable to each other, and not to the ratio of all keys.
 *
 * @param live who decides
 * @param liveHitRatio 0 to 1, of the cache itself
 * @param s3fifoHitRatio of a shadow that S3-FIFO decides for
 * @param lruHitRatio of a shadow that LRU decides for
 * @param learnedHitRatio of a shadow that the value model decides for, while another is live; else
 *     that of the cache itself
 * @param fallbacks how often the value model was found out and replaced
 * @param returns how often it came back
 * @param modelResets how often its weights were no numbers any more and it began anew
 * @param sampledBits one of {@code 2^sampledBits} keys is sampled
 * @param sampledRequests how many requests were compared
 */
public record GuardStats(
        Expert live,
        double liveHitRatio,
        double s3fifoHitRatio,
        double lruHitRatio,
        double learnedHitRatio,
        long fallbacks,
        long returns,
        long modelResets,
        int sampledBits,
        long sampledRequests) {}
