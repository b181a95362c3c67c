package io.neurocache.predict.eviction;

/**
 * What the learned policy knows of an object at a moment, put into bins and packed into one word,
 * from the lowest bit: age 5, count 3, last gap 4, gaps before 4, short rate 4, long rate 4, size
 * 5, life rate 4, cached 1.
 *
 * <p>Ages and gaps are binned by their logarithm relative to the turnover, so that bins mean the
 * same at every cache size.
 */
final class Features {
    static final int AGE = 0;
    static final int COUNT = 5;
    static final int GAP = 8;
    static final int GAPS = 12;
    static final int SHORT_RATE = 16;
    static final int LONG_RATE = 20;
    static final int SIZE = 24;
    static final int LIFE = 29;
    static final int CACHED = 33;

    /** Kinds of objects of one size class that are kept apart when victims are looked for. */
    static final int KINDS = 16;

    static final int CLASSES = 32 * KINDS;

    private Features() {}

    /** The bin of an age: 0 for just now, else two to an octave. */
    static int age(int age, float turnoverLog) {
        return age == 0 ? 0 : clamp(FastLog.floor(2 * (log(age) - turnoverLog) + 22), 0, 31);
    }

    /** The bin of a count of requests. */
    static int count(int count) {
        if (count <= 4) {
            return Math.max(0, count - 1);
        }
        return count <= 6 ? 4 : count <= 10 ? 5 : count <= 20 ? 6 : 7;
    }

    /** The bin of a gap between two requests, given as log2(gap + 1); 0 where it is below 0. */
    static int gap(float gapLog, float turnoverLog) {
        return gapLog < 0 ? 0 : clamp(FastLog.floor(gapLog - turnoverLog + 10), 1, 13);
    }

    /** The bin of the logarithm of a count that halves in one turnover. */
    static int shortRate(float rateLog) {
        return clamp(FastLog.floor(1.5f * rateLog + 9), 0, 15);
    }

    /** The bin of the logarithm of a count that halves in 32 turnovers. */
    static int longRate(float rateLog) {
        return clamp(FastLog.floor(1.5f * rateLog + 7), 0, 15);
    }

    /** The bin of requests per turnover since the first one. */
    static int life(int count, int sinceFirst, float turnoverLog) {
        return clamp(FastLog.floor(FastLog.log2(count) - log(sinceFirst) + turnoverLog + 7), 0, 15);
    }

    /** The bin of a size: its octave; 0 for a size of 1. */
    static int sizeClass(long bytes) {
        return bytes <= 1 ? 0 : clamp(63 - Long.numberOfLeadingZeros(bytes + 1), 1, 31);
    }

    /** log2(n + 1). */
    static float log(int n) {
        return FastLog.log2(n + 1f);
    }

    private static int clamp(int x, int least, int most) {
        return Math.max(least, Math.min(most, x));
    }
}
