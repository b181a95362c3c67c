package io.neurocache.predict.replay;

import java.util.List;

/**
 * What one policy reached with one size on one trace.
 *
 * @param trace the trace's name
 * @param policy the contender's label
 * @param fraction the cache's size as a share of the footprint
 * @param capacity the cache's size in bytes, or objects where the trace has no sizes
 * @param objectHit the share of requests that were hits
 * @param byteHit the share of the bytes asked for that were hits
 * @param nanosPerRequest time for a request, the simulation's own included
 * @param curve hits up to equally spaced points of the trace, the last one its end
 */
record ReplayRow(
        String trace,
        Contender policy,
        double fraction,
        long capacity,
        double objectHit,
        double byteHit,
        double nanosPerRequest,
        List<Long> curve) {
    /** Copies the curve. */
    ReplayRow {
        curve = List.copyOf(curve);
    }
}
