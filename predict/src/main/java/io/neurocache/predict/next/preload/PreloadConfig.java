package io.neurocache.predict.next.preload;

import io.neurocache.slab.Check;

/**
 * How far pre-loading may go.
 *
 * @param rule which candidates are fetched
 * @param touchFloor the probability from which a cached candidate is kept from eviction; above 1 to
 *     leave eviction alone
 * @param budget the bytes that may be pre-loaded in vain for each byte that clients were sent, 0
 *     for no pre-loading at all, or {@link #NO_BUDGET}; limits what a burst of mistakes costs
 * @param leastPrecision the share of pre-loads that must have been used, 0 to 1, or it pauses
 */
public record PreloadConfig(
        PreloadRule rule, float touchFloor, double budget, double leastPrecision) {
    /** As many bytes as the rule likes. */
    public static final double NO_BUDGET = Double.POSITIVE_INFINITY;

    /** Lower ones help an LRU cache even more, and move more objects about. */
    public static final float TOUCH_FLOOR = .02f;

    /** {@link PreloadRule#THRIFTY}, at most half a byte for each byte sent. */
    public static final PreloadConfig THRIFTY =
            new PreloadConfig(PreloadRule.THRIFTY, TOUCH_FLOOR, .5, .5);

    /** {@link PreloadRule#NORMAL}, at most half a byte for each byte sent. */
    public static final PreloadConfig NORMAL =
            new PreloadConfig(PreloadRule.NORMAL, TOUCH_FLOOR, .5, .4);

    /** Checks the ranges. */
    public PreloadConfig {
        Check.argument(touchFloor >= 0, "a negative floor");
        Check.argument(budget >= 0, "a negative budget");
        Check.argument(leastPrecision >= 0 && leastPrecision <= 1, "a precision that is no share");
    }
}
