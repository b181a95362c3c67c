package io.neurocache.predict.gpt;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts times in classes that are a fifth wide. One thread writes, any thread reads: what it reads
 * may lack the latest.
 */
final class RunTimes {
    private static final int PER_DOUBLING = 4;
    private static final int CLASSES = 40 * PER_DOUBLING;

    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);

    void add(long nanos) {
        double doublings = Math.log((double) Math.max(1, nanos)) / Math.log(2);
        counts.incrementAndGet(Math.min((int) (doublings * PER_DOUBLING), CLASSES - 1));
    }

    /** The time that a share of the runs did not exceed, in microseconds; 0 without any. */
    long micros(double share) {
        long all = 0;
        for (int i = 0; i < CLASSES; i++) {
            all += counts.get(i);
        }
        long left = (long) Math.ceil((double) all * share);
        for (int i = 0; i < CLASSES && all > 0; i++) {
            left -= counts.get(i);
            if (left <= 0) {
                return Math.round(Math.pow(2, (i + 1) / (double) PER_DOUBLING) / 1_000);
            }
        }
        return 0;
    }
}
