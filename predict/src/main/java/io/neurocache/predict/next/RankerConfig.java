package io.neurocache.predict.next;

import io.neurocache.slab.Check;

/**
 * How much a {@link Ranker} may remember. Every table has its full size from the start and never
 * grows; what does not fit pushes out what is used least.
 *
 * @param contexts how many contexts, a power of two; 16 bytes each. Too few and rare paths are
 *     forgotten before they come again
 * @param successors how many successors of contexts that have more than one; 8 bytes each. Too few
 *     and contexts stay narrow
 * @param keys how many keys, a power of two up to 1,048,576; about 28 bytes each and the key itself
 * @param sessions how many clients, a power of two; about 300 bytes each
 * @param candidates how many keys are ranked in a step, 1 to 128, besides those of sources. The
 *     time of a step grows with them
 * @param seed of the hashes that choose places in tables
 */
public record RankerConfig(
        int contexts, int successors, int keys, int sessions, int candidates, long seed) {
    /** 3.3 MB for contexts: 80,000 of an ordinary site, and room for them to differ. */
    public static final RankerConfig DEFAULT =
            new RankerConfig(131_072, 147_456, 16_384, 4_096, 32, 0);

    /** Checks the ranges that the tables do not. */
    public RankerConfig {
        Check.argument(candidates >= 1, "no candidates", candidates);
        Check.argument(candidates <= 128, "too many candidates", candidates);
    }
}
