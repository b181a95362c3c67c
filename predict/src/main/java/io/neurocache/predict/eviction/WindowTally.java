package io.neurocache.predict.eviction;

/** Counts what happens between two looks at a policy. */
final class WindowTally {
    private long requests;
    private long hits;
    private long refused;
    private long unknown;
    private double sizeLogs;
    private double sampled;
    private double liveHits;
    private double s3fifoHits;
    private double lruHits;

    void hit(long bytes) {
        requests++;
        hits++;
        sizeLogs += FastLog.log2((float) bytes);
    }

    void miss(long bytes, boolean isKnown, boolean admitted) {
        requests++;
        unknown += isKnown ? 0 : 1;
        refused += admitted ? 0 : 1;
        sizeLogs += FastLog.log2((float) bytes);
    }

    void compared(double weight, boolean live, boolean s3fifo, boolean lru) {
        sampled += weight;
        liveHits += live ? weight : 0;
        s3fifoHits += s3fifo ? weight : 0;
        lruHits += lru ? weight : 0;
    }

    /** What was counted; counting begins anew. */
    PolicyWindow end(double turnover, int cached, Expert live) {
        PolicyWindow window =
                new PolicyWindow(
                        requests,
                        hits,
                        refused,
                        unknown,
                        requests == 0 ? 0 : sizeLogs / requests,
                        sampled,
                        liveHits,
                        s3fifoHits,
                        lruHits,
                        turnover,
                        cached,
                        live);
        requests = 0;
        hits = 0;
        refused = 0;
        unknown = 0;
        sizeLogs = 0;
        sampled = 0;
        liveHits = 0;
        s3fifoHits = 0;
        lruHits = 0;
        return window;
    }
}
