package io.neurocache.predict.eviction;

import java.util.Arrays;
import java.util.Optional;

/**
 * Estimates whether an object will be asked for soon: a discrete survival model of two steps.
 *
 * <p>Head 0 gives the probability that it is asked for within half a turnover, head 1 that it is
 * within two turnovers if not before; so head 0 learns that nothing came after half a turnover and
 * need not wait for the long horizon. Each is a logistic regression over tables of one or two
 * binned features, that is, an additive model with some interactions. It is trained while it is
 * used, by AdaGrad (Duchi, Hazan, Singer, "Adaptive subgradient methods", JMLR 2011), whose sums
 * are bounded so that it never stops learning.
 *
 * <p>The weights of both heads lie side by side: 17 KB and as much for the sums.
 */
final class SurvivalModel {
    static final int HEADS = 2;

    /** The ends of the heads' intervals in turnovers. */
    private static final float[] HORIZON = {0.5f, 2};

    static final float MAX_SQUARES = 1_000;
    private static final float LEAST_INDEX = 1e-9f;

    /** The mean life of a count that halves in 32 turnovers. */
    private static final float LONG_MEMORY = 32 * 1.44f;

    /** Requests per turnover of an object of which only the first request is known. */
    private static final float NEW_RATE = 0.02f;

    /** Half of ln 2: the prior is the square root of a rate. */
    private static final float HALF_LN2 = (float) (Math.log(2) / 2);

    // Where each table begins.
    private static final int AGE_COUNT = 0;
    private static final int AGE_GAP = AGE_COUNT + 32 * 8;
    private static final int AGE_SHORT_RATE = AGE_GAP + 32 * 16;
    private static final int AGE_LONG_RATE = AGE_SHORT_RATE + 32 * 16;
    private static final int SIZE_COUNT = AGE_LONG_RATE + 16 * 16;
    private static final int GAP_GAPS = SIZE_COUNT + 32 * 8;
    private static final int AGE = GAP_GAPS + 16 * 16;
    private static final int LIFE_COUNT = AGE + 32;
    private static final int CACHED = LIFE_COUNT + 16 * 8;
    private static final int ENTRIES = CACHED + 2;
    static final int TABLES = 9;

    /** How many weights there are. Whoever changes a table changes {@link ValueTables#MEANING}. */
    static final int LENGTH = ENTRIES * HEADS;

    /** A sum of weights that is not within this has gone wrong. */
    private static final float SANE = 1_000;

    private final float[] weights = new float[LENGTH];
    private final float[] squares = new float[LENGTH];

    /** Where the features at hand are in the tables; kept to save the allocation. */
    private final int[] places = new int[TABLES];

    private float learningRate = Knobs.DEFAULT.learningRate();
    private long resets;

    SurvivalModel() {
        Arrays.fill(squares, 1);
    }

    /** Takes over what another model has learnt. */
    void copy(SurvivalModel other) {
        System.arraycopy(other.weights, 0, weights, 0, weights.length);
        System.arraycopy(other.squares, 0, squares, 0, squares.length);
    }

    /** What it has learnt; nothing where its weights are beyond all bounds. */
    Optional<ValueTables> tables(long requests) {
        return ValueTables.areSane(weights, squares)
                ? Optional.of(new ValueTables(weights, squares, requests))
                : Optional.empty();
    }

    /** Forgets what it has learnt for what was learnt before. */
    void restore(ValueTables tables) {
        System.arraycopy(tables.weights(), 0, weights, 0, LENGTH);
        System.arraycopy(tables.squares(), 0, squares, 0, LENGTH);
    }

    /** Learns by larger or smaller steps from now on. */
    void learningRate(float rate) {
        learningRate = rate;
    }

    /** How often its weights were found to be no numbers, or beyond all bounds, and forgotten. */
    long resets() {
        return resets;
    }

    /** The end of a head's interval in turnovers. */
    static float horizon(int head) {
        return HORIZON[head];
    }

    /**
     * A logit to start from: a weak belief that an object goes on being asked for at its rate.
     *
     * @param longRateLog the binary logarithm of its count that halves in 32 turnovers
     * @param turnovers 1 / the turnover
     */
    static float prior(float longRateLog, int age, float turnovers) {
        float rate = FastLog.exp2(longRateLog) / LONG_MEMORY + NEW_RATE / (1 + age * turnovers);
        return HALF_LN2 * FastLog.log2(rate);
    }

    /** Learns whether the event of a head has come for an object that had these features. */
    void train(int head, long features, float prior, boolean came) {
        locate(features, places);
        float logit = prior;
        for (int place : places) {
            logit += weights[place + head];
        }
        if (isInsane(logit)) {
            return;
        }
        float error = (came ? 1 : 0) - FastLog.logistic(logit);
        float square = error * error;
        float step = learningRate * error;
        for (int place : places) {
            float sum = Math.min(MAX_SQUARES, squares[place + head] + square);
            squares[place + head] = sum;
            weights[place + head] += step * FastLog.inverseRoot(sum);
        }
    }

    /**
     * The binary logarithm of what keeping an object brings: hits per turnover of holding it, for
     * the better of the two horizons as the time to give up (an index as Gittins defined it, for
     * stopping at the best time).
     *
     * @param bothHeads whether head 1 has had labels enough to be believed
     */
    float value(long features, float prior, boolean bothHeads) {
        locate(features, places);
        float logit0 = prior;
        float logit1 = prior;
        for (int place : places) {
            logit0 += weights[place];
            logit1 += weights[place + 1];
        }
        if (isInsane(logit0) || isInsane(logit1)) {
            return value(features, 0, bothHeads);
        }
        float survived0 = 1 - FastLog.logistic(logit0);
        float held = HORIZON[0] * (1 + survived0) / 2;
        float index = (1 - survived0) / held;
        if (bothHeads) {
            float survived1 = survived0 * (1 - FastLog.logistic(logit1));
            held += (HORIZON[1] - HORIZON[0]) * (survived0 + survived1) / 2;
            index = Math.max(index, (1 - survived1) / held);
        }
        return FastLog.log2(Math.max(index, LEAST_INDEX));
    }

    /** Whether a logit is none; then the model begins anew. Not a number compares as false. */
    private boolean isInsane(float logit) {
        if (logit > -SANE && logit < SANE) {
            return false;
        }
        resets++;
        Arrays.fill(weights, 0);
        Arrays.fill(squares, 1);
        return true;
    }

    /** Finds where an object's weights of head 0 are; those of head 1 are next to them. */
    static void locate(long features, int[] places) {
        int age = bits(features, Features.AGE, 5);
        int count = bits(features, Features.COUNT, 3);
        int gap = bits(features, Features.GAP, 4);
        places[0] = HEADS * (AGE_COUNT + age * 8 + count);
        places[1] = HEADS * (AGE_GAP + age * 16 + gap);
        places[2] = HEADS * (AGE_SHORT_RATE + age * 16 + bits(features, Features.SHORT_RATE, 4));
        places[3] = HEADS * (AGE_LONG_RATE + age / 2 * 16 + bits(features, Features.LONG_RATE, 4));
        places[4] = HEADS * (SIZE_COUNT + bits(features, Features.SIZE, 5) * 8 + count);
        places[5] = HEADS * (GAP_GAPS + gap * 16 + bits(features, Features.GAPS, 4));
        places[6] = HEADS * (AGE + age);
        places[7] = HEADS * (LIFE_COUNT + bits(features, Features.LIFE, 4) * 8 + count);
        places[8] = HEADS * (CACHED + bits(features, Features.CACHED, 1));
    }

    private static int bits(long features, int from, int length) {
        return (int) (features >>> from) & ((1 << length) - 1);
    }
}
