package io.neurocache.bench;

/**
 * Counts times by their size, in steps of under one percent: 64 KiB whatever comes.
 *
 * <p>Confined to one thread.
 */
final class Histogram {
    private static final int STEP_BITS = 7;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
    private long count;
    private long max;

    void add(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        count++;
        max = Math.max(max, value);
    }

    long count() {
        return count;
    }

    long maxNanos() {
        return max;
    }

    /**
     * The time that so many of a million did not pass, rounded up by under one percent; 0 where
     * nothing was counted.
     */
    long quantileNanos(int ofMillion) {
        long rank = Math.ceilDiv(count * ofMillion, 1_000_000L);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return Math.min(max, upperNanos(bucket));
            }
        }
        return 0;
    }

    /** Below {@code 2 * STEPS} each value has its bucket; above, each doubling has STEPS. */
    private static int bucket(long value) {
        if (value < 2 * STEPS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - STEP_BITS;
        return (shift << STEP_BITS) + (int) (value >>> shift);
    }

    private static long upperNanos(int bucket) {
        if (bucket < 2 * STEPS) {
            return bucket;
        }
        int shift = (bucket >> STEP_BITS) - 1;
        long first = (long) STEPS + (bucket & STEPS - 1);
        return ((first + 1) << shift) - 1;
    }
}
