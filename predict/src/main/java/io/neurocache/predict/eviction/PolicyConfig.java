package io.neurocache.predict.eviction;

import io.neurocache.slab.Check;

/**
 * What a policy is made for.
 *
 * @param capacity bytes of the cache, or objects where all have a size of 1
 * @param unitSizes whether all objects have a size of 1
 * @param objective what to maximize
 * @param seed of all that is chosen at random: the same seed and calls give the same choices
 */
public record PolicyConfig(long capacity, boolean unitSizes, Objective objective, long seed) {
    /** Checks the capacity. */
    public PolicyConfig {
        Check.argument(capacity > 0, "a cache without room", capacity);
    }

    /** A cache of so many bytes that shall maximize object hits. */
    public PolicyConfig(long capacity) {
        this(capacity, false, Objective.OBJECTS, 1);
    }
}
