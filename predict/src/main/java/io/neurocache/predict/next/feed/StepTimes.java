package io.neurocache.predict.next.feed;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long steps took: counts in buckets whose bounds grow by a quarter of an octave, so a quantile
 * is right to 19 %. One thread adds; {@link #micros} is safe from any.
 */
public final class StepTimes {
    private static final int PER_OCTAVE = 4;

    /** Up to 2^40 ns, 18 minutes. */
    private static final int BUCKETS = 40 * PER_OCTAVE;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** Makes one without steps. */
    public StepTimes() {}

    /** Adds a step. */
    public void add(long nanos) {
        double octaves = Math.log((double) Math.max(1, nanos)) / Math.log(2);
        int bucket = Math.min(BUCKETS - 1, (int) (octaves * PER_OCTAVE));
        counts.lazySet(bucket, counts.get(bucket) + 1);
    }

    /** The time that a share of the steps did not exceed, in microseconds; NaN without steps. */
    public double micros(double share) {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += counts.get(i);
        }
        if (total == 0) {
            return Double.NaN;
        }
        long below = 0;
        int bucket = 0;
        while (bucket < BUCKETS - 1
                && below + counts.get(bucket) < (long) Math.ceil(share * (double) total)) {
            below += counts.get(bucket++);
        }
        return Math.pow(2, (bucket + 1.0) / PER_OCTAVE) / 1_000;
    }
}
