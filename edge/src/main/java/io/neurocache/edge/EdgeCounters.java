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

    /** Objects fetched before somebody asked for them. */
    public final LongAdder preloads = new LongAdder();

    /** Objects that were to be, and were not: too many at once, no name, or no origin. */
    public final LongAdder preloadsDropped = new LongAdder();

    /** Requests made to other edges for objects. */
    public final LongAdder peerCalls = new LongAdder();

    /** Objects that other edges gave. */
    public final LongAdder peerFills = new LongAdder();

    /** Bodies from other edges that were not what the cluster knows; each was fetched elsewhere. */
    public final LongAdder peerMismatches = new LongAdder();

    /** Requests of other edges for objects. */
    public final LongAdder peerRequests = new LongAdder();

    /** Body bytes sent to other edges. */
    public final LongAdder bytesToPeers = new LongAdder();

    /** Body bytes sent that another edge had to deliver for their request. */
    public final LongAdder bytesFromPeers = new LongAdder();

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

    /** Objects removed on request, by their keys; what tags and prefixes ended is not counted. */
    public final LongAdder purged = new LongAdder();

    /** Orders to forget that were carried out here, whoever gave them. */
    public final LongAdder orders = new LongAdder();

    /** Objects found when they were asked for that a purge had ended. */
    public final LongAdder foundGone = new LongAdder();

    /** The same that a soft purge had made stale. */
    public final LongAdder foundStaleByOrder = new LongAdder();

    /** The same that a purge which was missed, or is forgotten, may cover. */
    public final LongAdder foundDoubtful = new LongAdder();

    /** Requests that found an object and did not get it unasked, for want of a lease. */
    public final LongAdder unleased = new LongAdder();

    /** Requests that got an object without a lease, because their route allows it. */
    public final LongAdder servedUnleased = new LongAdder();

    /** Responses not stored because the eviction policy has better use for the room. */
    public final LongAdder notAdmitted = new LongAdder();

    /** Responses not stored because an order that covers them came while they were fetched. */
    public final LongAdder superseded = new LongAdder();

    /** Objects that a purge had ended and that were freed in the background. */
    public final LongAdder swept = new LongAdder();

    /** Objects of which the cluster was told that they are held here. */
    public final LongAdder placementsTold = new LongAdder();

    /** Objects of which the cluster was told that they are held here no more. */
    public final LongAdder removalsTold = new LongAdder();

    /** Hits of which the cluster was told. */
    public final LongAdder usesTold = new LongAdder();

    /** Batches of any of these that the cluster did not take, each time they were tried. */
    public final LongAdder placementsRefused = new LongAdder();

    /** Times that all that is held was compared with what the cluster knows. */
    public final LongAdder reconciliations = new LongAdder();

    /** Objects that such a comparison found told wrongly or not at all. */
    public final LongAdder reconciled = new LongAdder();

    /** How long hits took, from the request's head to the response's end. */
    public final Latencies hitTimes = new Latencies();

    /** How long answers took for which an origin or another edge was asked. */
    public final Latencies missTimes = new Latencies();

    /** All at zero. */
    public EdgeCounters() {}
}
