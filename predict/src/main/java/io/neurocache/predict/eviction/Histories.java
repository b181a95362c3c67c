package io.neurocache.predict.eviction;

/**
 * When each object was asked for, cached or not: what {@link Features} are made of. 15 bytes a
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

    private int[] last = new int[0];
    private int[] first = new int[0];
    private byte[] count = new byte[0];

    /** log2(gap + 1) of the last gap between requests, and of the mean of those before it. */
    private byte[] gap = new byte[0];

    private byte[] gaps = new byte[0];

    /** log2 of the decayed counts of requests, as they were at the last one. */
    private short[] shortRate = new short[0];

    private short[] longRate = new short[0];

    /** Begins the history of an object that nothing is known of. */
    void begin(int node, int now) {
        if (node >= last.length) {
            last = Growth.with(last, node);
            first = Growth.with(first, node);
            count = Growth.with(count, node);
            gap = Growth.with(gap, node);
            gaps = Growth.with(gaps, node);
            shortRate = Growth.with(shortRate, node);
            longRate = Growth.with(longRate, node);
        }
        last[node] = now;
        first[node] = now;
        count[node] = 0;
        gap[node] = NO_GAP;
        gaps[node] = NO_GAP;
        shortRate[node] = 0;
        longRate[node] = 0;
    }

    /** Notes a request. */
    void request(int node, int now, float turnover) {
        if (count[node] > 0) {
            int age = now - last[node];
            if (gap[node] != NO_GAP) {
                gaps[node] = gaps[node] == NO_GAP ? gap[node] : mean(gap[node], gaps[node]);
            }
            gap[node] = (byte) (Features.log(age) * GAP_SCALE);
            shortRate[node] = counted(shortRate(node, age, turnover));
            longRate[node] = counted(longRate(node, age, turnover));
        }
        last[node] = now;
        count[node] = (byte) Math.min(MAX_COUNT, count[node] + 1);
    }

    /** The time of the last request. */
    int last(int node) {
        return last[node];
    }

    /** How often it was asked for, up to 127. */
    int count(int node) {
        return count[node];
    }

    /** log2(gap + 1) of the last gap, below 0 when there was none. */
    float gap(int node) {
        return gap[node] / GAP_SCALE;
    }

    /** log2 of the count of requests that halves in 32 turnovers, at an age. */
    float longRate(int node, int age, float turnover) {
        return longRate[node] / RATE_SCALE - age / (LONG_HALF_LIFE * turnover);
    }

    /** The features of an object at a time, without its size and whether it is cached. */
    long features(int node, int now, float turnover, float turnoverLog) {
        int age = now - last[node];
        long features = Features.age(age, turnoverLog);
        features |= (long) Features.count(count[node]) << Features.COUNT;
        features |= (long) Features.gap(gap(node), turnoverLog) << Features.GAP;
        features |= (long) Features.gap(gaps[node] / GAP_SCALE, turnoverLog) << Features.GAPS;
        features |=
                (long) Features.shortRate(shortRate(node, age, turnover)) << Features.SHORT_RATE;
        features |= (long) Features.longRate(longRate(node, age, turnover)) << Features.LONG_RATE;
        int sinceFirst = now - first[node];
        features |= (long) Features.life(count[node], sinceFirst, turnoverLog) << Features.LIFE;
        return features;
    }

    private float shortRate(int node, int age, float turnover) {
        return shortRate[node] / RATE_SCALE - age / (SHORT_HALF_LIFE * turnover);
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
