package io.neurocache.neurod.sim;

/** What happened in a life, in numbers. One thread. */
final class Counts {
    /** Reads that were answered from the slab, as fresh. */
    long hits;

    /** Of those: of what was put. */
    long putHits;

    long staleHits;

    /** Fetches from the origin. */
    long fills;

    /** Reads that waited for a fetch of somebody else. */
    long joins;

    /** Responses that were stored. */
    long published;

    /** Copies from other edges. */
    long copies;

    /** Reads that found no lease. */
    long unleased;

    long grants;

    /** Purges that were answered, and those that were begun. */
    long purges;

    long purgesBegun;

    /** What was put or deleted and answered, and all that was begun. */
    long puts;

    long putsBegun;

    /** Adds another life's. */
    void add(Counts other) {
        hits += other.hits;
        putHits += other.putHits;
        staleHits += other.staleHits;
        fills += other.fills;
        joins += other.joins;
        published += other.published;
        copies += other.copies;
        unleased += other.unleased;
        grants += other.grants;
        purges += other.purges;
        purgesBegun += other.purgesBegun;
        puts += other.puts;
        putsBegun += other.putsBegun;
    }

    /** On average of so many lives. */
    String perLife(long lives) {
        double n = Math.max(1, lives);
        return ("hits %.0f (of puts %.0f), stale %.1f, fills %.0f, joins %.1f, stored %.0f,"
                        + " copies %.1f, without a lease %.0f, grants %.0f, purges %.1f of %.1f,"
                        + " puts %.1f of %.1f")
                .formatted(
                        hits / n,
                        putHits / n,
                        staleHits / n,
                        fills / n,
                        joins / n,
                        published / n,
                        copies / n,
                        unleased / n,
                        grants / n,
                        purges / n,
                        purgesBegun / n,
                        puts / n,
                        putsBegun / n);
    }
}
