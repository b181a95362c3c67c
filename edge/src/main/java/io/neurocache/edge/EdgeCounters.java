package io.neurocache.edge;

import java.util.concurrent.atomic.LongAdder;

/** What the edge has done since its start. Safe from any thread; adding costs no lock. */
public final class EdgeCounters {
    /** Requests for cacheable objects, by GET or HEAD. */
    public final LongAdder requests = new LongAdder();

    /** Requests answered from the slab without asking the origin. */
    public final LongAdder hits = new LongAdder();

    /** Requests that needed the origin. */
    public final LongAdder misses = new LongAdder();

    /** Body bytes sent from the slab. */
    public final LongAdder bytesFromCache = new LongAdder();

    /** Body bytes sent that an origin had to deliver for their request. */
    public final LongAdder bytesFromOrigin = new LongAdder();

    /** Calls made to origins for objects that may be stored. */
    public final LongAdder originFetches = new LongAdder();

    /** Requests that waited for a fill another had started. */
    public final LongAdder collapsed = new LongAdder();

    /** Stored responses found unchanged by their origin (304). */
    public final LongAdder revalidated = new LongAdder();

    /** Responses served although stale. */
    public final LongAdder servedStale = new LongAdder();

    /** Requests passed to the origin without looking at the cache. */
    public final LongAdder passed = new LongAdder();

    /** Responses stored. */
    public final LongAdder stored = new LongAdder();

    /** Responses that could have been stored but found no room. */
    public final LongAdder notStored = new LongAdder();

    /** Calls to origins that failed. */
    public final LongAdder originFailures = new LongAdder();

    /** Objects whose checksum did not hold when they were to be served; each became a miss. */
    public final LongAdder corrupted = new LongAdder();

    /** Objects evicted to make room. */
    public final LongAdder evictions = new LongAdder();

    /** Objects removed on request. */
    public final LongAdder purged = new LongAdder();

    /** All at zero. */
    public EdgeCounters() {}
}
