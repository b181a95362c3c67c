package io.neurocache.predict.eviction;

/**
 * When each object was asked for, cached or not: what {@link Features} are made of. 16 bytes a
 * node.
 */
final class Histories {
    /** Rates are kept as logarithms in 1/256ths, gaps in eighths. */
    private static final float RATE_SCALE = 256;

    private static final float GAP_SCALE = 8;

    private static final byte NO_GAP = -1;
    private static final int MAX_COUNT = 127;

    /** In turnovers. */
    private static final float SHORT_HALF_LIFE = 1;

    private static final float LONG_HALF_LIFE = 32;

    // Of the second word, from the lowest bit: two rates, two gaps, the count. The rates are log2
    // of
    // the decayed counts of requests, as they were at the last one; the gaps are log2(gap + 1) of
    // the last one between requests, and of the mean of those before it.
    private static final int LONG_RATE = 0;
    private static final int SHORT_RATE = 16;
    private static final int GAP = 32;
    private static final int GAPS = 40;
    private static final int COUNT = 48;

    private static final long NEW = packed(0, NO_GAP, NO_GAP, (short) 0, (short) 0);

    /**
     * Two words a node, side by side, so that a look at an object costs one line of memory: the
     * times of its first and last request, and the rest.
     */
    private long[] words = new long[0];

    /** Begins the history of an object that nothing is known of. */
    void begin(int node, int now) {
        if (2 * node + 1 >= words.length) {
            words = Growth.with(words, 2 * node + 1);
        }
        words[2 * node] = times(now, now);
        words[2 * node + 1] = NEW;
    }

    /** Notes a request. */
    void request(int node, int now, float turnovers) {
        long word = words[2 * node + 1];
        int count = count(word);
        byte gap = gap(word);
        byte gaps = gaps(word);
        short shortRate = shortRate(word);
        short longRate = longRate(word);
        if (count > 0) {
            int age = now - last(node);
            if (gap != NO_GAP) {
                gaps = gaps == NO_GAP ? gap : mean(gap, gaps);
            }
            gap = (byte) (Features.log(age) * GAP_SCALE);
            shortRate = counted(decayed(shortRate, age, turnovers / SHORT_HALF_LIFE));
            longRate = counted(decayed(longRate, age, turnovers / LONG_HALF_LIFE));
        }
        words[2 * node] = times(first(node), now);
        words[2 * node + 1] =
                packed(Math.min(MAX_COUNT, count + 1), gap, gaps, shortRate, longRate);
    }

    /** The time of the last request. */
    int last(int node) {
        return (int) words[2 * node];
    }

    private int first(int node) {
        return (int) (words[2 * node] >>> 32);
    }

    /** How often it was asked for, up to 127. */
    int count(int node) {
        return count(words[2 * node + 1]);
    }

    /** log2(gap + 1) of the last gap, below 0 when there was none. */
    float gap(int node) {
        return gap(words[2 * node + 1]) / GAP_SCALE;
    }

    /**
     * log2 of the count of requests that halves in 32 turnovers, at an age.
     *
     * @param turnovers 1 / the turnover
     */
    float longRate(int node, int age, float turnovers) {
        return decayed(longRate(words[2 * node + 1]), age, turnovers / LONG_HALF_LIFE);
    }

    /** The features of an object at a time, without its size and whether it is cached. */
    long features(int node, int now, float turnovers, float turnoverLog) {
        int age = now - last(node);
        long word = words[2 * node + 1];
        long features = Features.age(age, turnoverLog);
        features |= (long) Features.count(count(word)) << Features.COUNT;
        features |= (long) Features.gap(gap(word) / GAP_SCALE, turnoverLog) << Features.GAP;
        features |= (long) Features.gap(gaps(word) / GAP_SCALE, turnoverLog) << Features.GAPS;
        float shortRate = decayed(shortRate(word), age, turnovers / SHORT_HALF_LIFE);
        features |= (long) Features.shortRate(shortRate) << Features.SHORT_RATE;
        float longRate = decayed(longRate(word), age, turnovers / LONG_HALF_LIFE);
        features |= (long) Features.longRate(longRate) << Features.LONG_RATE;
        int sinceFirst = now - first(node);
        features |= (long) Features.life(count(word), sinceFirst, turnoverLog) << Features.LIFE;
        return features;
    }

    private static float decayed(short rate, int age, float halfLives) {
        return rate / RATE_SCALE - age * halfLives;
    }

    private static long times(int first, int last) {
        return ((long) first << 32) | (last & 0xFFFF_FFFFL);
    }

    private static long packed(int count, byte gap, byte gaps, short shortRate, short longRate) {
        return (long) count << COUNT
                | (gaps & 0xFFL) << GAPS
                | (gap & 0xFFL) << GAP
                | (shortRate & 0xFFFFL) << SHORT_RATE
                | (longRate & 0xFFFFL) << LONG_RATE;
    }

    private static int count(long word) {
        return (int) (word >>> COUNT);
    }

    private static byte gap(long word) {
        return (byte) (word >>> GAP);
    }

    private static byte gaps(long word) {
        return (byte) (word >>> GAPS);
    }

    private static short shortRate(long word) {
        return (short) (word >>> SHORT_RATE);
    }

    private static short longRate(long word) {
        return (short) (word >>> LONG_RATE);
    }

    /** One more than a decayed count. */
    private static short counted(float decayedLog) {
        return (short) (FastLog.log2(FastLog.exp2(decayedLog) + 1) * RATE_SCALE);
    }

    private static byte mean(byte gapLog, byte gapsLog) {
        float sum = FastLog.exp2(gapLog / GAP_SCALE) + FastLog.exp2(gapsLog / GAP_SCALE);
        return (byte) (FastLog.log2(sum / 2) * GAP_SCALE);
    }
}
