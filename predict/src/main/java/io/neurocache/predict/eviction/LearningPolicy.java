package io.neurocache.predict.eviction;

import java.util.Optional;

/**
 * A policy that learns, and can begin with what one before it had learnt. Confined as policies are;
 * each of these calls copies 36 KB.
 */
public interface LearningPolicy extends Policy {
    /** What it has learnt so far; nothing where its weights have gone beyond all bounds. */
    Optional<ValueTables> tables();

    /**
     * Knows from now on what was learnt before, instead of what it has learnt itself, and goes on
     * from there. What it remembers of objects stays.
     */
    void restore(ValueTables tables);
}
