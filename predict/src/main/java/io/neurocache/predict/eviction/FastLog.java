package io.neurocache.predict.eviction;

/**
 * Logarithms, powers, roots and the logistic function, good to about three digits and some
 * nanoseconds each: what comes out is put into bins, compared, or a step of learning.
 */
final class FastLog {
    private static final int BITS = 10;
    private static final int MASK = (1 << BITS) - 1;
    private static final float[] LOG2 = new float[1 << BITS];
    private static final float[] EXP2 = new float[1 << BITS];

    private static final int LIMIT = 16;
    private static final int PER_UNIT = 64;
    private static final float[] LOGISTIC = new float[2 * LIMIT * PER_UNIT + 2];

    static {
        double ln2 = Math.log(2);
        for (int i = 0; i <= MASK; i++) {
            LOG2[i] = (float) (Math.log1p((i + 0.5) / (MASK + 1)) / ln2);
            EXP2[i] = (float) Math.exp((i + 0.5) / (MASK + 1) * ln2);
        }
        for (int i = 0; i < LOGISTIC.length; i++) {
            LOGISTIC[i] = (float) (1 / (1 + Math.exp(LIMIT - (double) i / PER_UNIT)));
        }
    }

    private FastLog() {}

    /** The binary logarithm of a number above 0. */
    static float log2(float x) {
        int bits = Float.floatToRawIntBits(x);
        return (bits >>> 23) - 127 + LOG2[bits >>> (23 - BITS) & MASK];
    }

    /** Two to the power of a number between -120 and 120, and what is outside taken as that. */
    static float exp2(float x) {
        float bounded = Math.max(-120, Math.min(120, x));
        int floor = floor(bounded);
        int fraction = (int) ((bounded - floor) * (MASK + 1));
        return Float.intBitsToFloat((floor + 127) << 23) * EXP2[fraction & MASK];
    }

    /** The logistic function: 1 / (1 + exp(-x)). */
    static float logistic(float x) {
        float place = (Math.max(-LIMIT, Math.min(LIMIT, x)) + LIMIT) * PER_UNIT;
        int at = (int) place;
        return LOGISTIC[at] + (LOGISTIC[at + 1] - LOGISTIC[at]) * (place - at);
    }

    /** 1 / sqrt(x): half the exponent, and one step of Newton's method. */
    static float inverseRoot(float x) {
        float guess = Float.intBitsToFloat(0x5F37_59DF - (Float.floatToRawIntBits(x) >> 1));
        return guess * (1.5f - 0.5f * x * guess * guess);
    }

    /** The largest whole number that is not above one between -1024 and 2^22. */
    static int floor(float x) {
        // Truncation rounds up below 0, so the number is moved out of there first.
        return (int) (x + 1024) - 1024;
    }
}
