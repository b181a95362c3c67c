package io.neurocache.predict.next.feed;

/**
 * Which clients are followed, so that following them costs no more than a share of one core: all of
 * them, or half as many each time it was too much.
 *
 * <p>Whole clients are left out, not requests: half a session is none. Confined to one thread.
 */
final class Sampling {
    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int MOST_HALVINGS = 12;
    private static final long ODD = 0x9E3779B97F4A7C15L;

    private final double share;
    private int halvings;
    private long windowStart;
    private long busyNanos;

    /**
     * @param share of a core, above 0 and at most 1
     */
    Sampling(double share, long nowNanos) {
        this.share = share;
        this.windowStart = nowNanos;
    }

    /** Whether a client is followed. */
    boolean includes(long client) {
        return halvings == 0 || (client * ODD) >>> (Long.SIZE - halvings) == 0;
    }

    /** Following took this long, up to now. */
    void took(long nanos, long nowNanos) {
        busyNanos += nanos;
        long window = nowNanos - windowStart;
        if (window >= WINDOW_NANOS) {
            double used = (double) busyNanos / window;
            if (used > share) {
                halvings = Math.min(halvings + 1, MOST_HALVINGS);
            } else if (used < share / 4) {
                halvings = Math.max(halvings - 1, 0);
            }
            windowStart = nowNanos;
            busyNanos = 0;
        }
    }

    /** The share of clients that are followed, above 0 and at most 1. */
    double rate() {
        return 1.0 / (1 << halvings);
    }
}
