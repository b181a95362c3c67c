package io.neurocache.predict.next.preload;

/**
 * What pre-loading has done so far.
 *
 * @param preloads fetches begun
 * @param used of them asked for in time
 * @param late of them asked for before they had arrived: they saved some of the wait
 * @param unused of them that left the cache, failed, or were lost from sight before anyone asked
 * @param touched cached objects that were kept from eviction
 * @param refreshes of the fetches, those of stored objects that were about to go stale
 * @param overBudget candidates passed over for want of bytes
 * @param busy candidates passed over because there was too much else to do
 * @param pauses how often it was found not to pay
 * @param bytes fetched, as far as sizes were known before
 * @param wastedBytes of them those of the unused
 * @param precision the share used or late of the last 500 whose end is known, 0 to 1
 * @param isPaused whether nothing is fetched at present
 */
public record PreloadStats(
        long preloads,
        long used,
        long late,
        long unused,
        long touched,
        long refreshes,
        long overBudget,
        long busy,
        long pauses,
        double bytes,
        double wastedBytes,
        double precision,
        boolean isPaused) {}
