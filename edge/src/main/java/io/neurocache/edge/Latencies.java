package io.neurocache.edge;

import io.neurocache.slab.Check;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took, in buckets of which eight share each power of two: a quantile is right to
 * an eighth. To record is one atomic addition. Safe from any thread; counts are exact once nobody
 * records.
 */
public final class Latencies {
    private static final int SUB_BITS = 3;
    private static final int SUBS = 1 << SUB_BITS;

    /** Microseconds up to 2^38, some three days; what takes longer counts as that. */
    private static final int BUCKETS = 36 * SUBS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** Empty. */
    public Latencies() {}

    /** Records one, in nanoseconds; less than none counts as none. */
    public void record(long nanos) {
        counts.getAndIncrement(bucket(Math.max(0, nanos) / 1_000));
    }

    private static int bucket(long micros) {
        if (micros < SUBS) {
            return (int) micros;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int sub = (int) (micros >>> (exponent - SUB_BITS)) & (SUBS - 1);
        return Math.min((exponent - SUB_BITS + 1) * SUBS + sub, BUCKETS - 1);
    }

    /** The middle of a bucket, in milliseconds. */
    private static double millis(int bucket) {
        int exponent = bucket / SUBS - 1 + SUB_BITS;
        if (bucket < SUBS) {
            return (bucket + .5) / 1_000;
        }
        double width = Math.scalb(1.0, exponent - SUB_BITS);
        return (Math.scalb(1.0, exponent) + (bucket % SUBS + .5) * width) / 1_000;
    }

    /** What has been recorded so far. */
    public long[] counts() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return copy;
    }

    /**
     * A quantile of what was recorded between two looks.
     *
     * @param earlier what {@link #counts} said then
     * @param later what it said after that
     * @param share above 0 and at most 1
     * @return milliseconds, or NaN where nothing was recorded between
     */
    public static double quantile(long[] earlier, long[] later, double share) {
        Check.argument(earlier.length == later.length, "of another kind", later.length);
        long all = 0;
        for (int i = 0; i < later.length; i++) {
            all += later[i] - earlier[i];
        }
        long left = (long) Math.ceil(all * share);
        for (int i = 0; i < later.length && all > 0; i++) {
            left -= later[i] - earlier[i];
            if (left <= 0) {
                return millis(i);
            }
        }
        return Double.NaN;
    }
}
