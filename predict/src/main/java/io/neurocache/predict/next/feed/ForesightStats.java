package io.neurocache.predict.next.feed;

import io.neurocache.predict.next.RankerStats;
import io.neurocache.predict.next.preload.PreloadStats;

/**
 * What a {@link Foresight} has done.
 *
 * @param answers told of
 * @param misses of the clients that are followed
 * @param followed the share of clients that are followed at present, above 0 and at most 1
 * @param gain by how much pre-loading raises the hit ratio, measured on a sample of keys; NaN while
 *     that is not known
 * @param hitRatioWithout the hit ratio of the sample without it; NaN as above
 * @param pages pages and style sheets read for links
 * @param links found in them
 * @param recorded answers in the record of accesses since the start
 * @param notRecorded answers that are missing from it
 */
public record ForesightStats(
        RankerStats ranker,
        PreloadStats preloads,
        long answers,
        long misses,
        double followed,
        double gain,
        double hitRatioWithout,
        long pages,
        long links,
        long recorded,
        long notRecorded) {}
