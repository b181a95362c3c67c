package io.neurocache.predict.next;

import java.util.Arrays;

/**
 * How often a candidate in each of some states turned out to be the next key.
 *
 * <p>A state's probability follows the mean of what it saw at first, and later fades with a memory
 * of {@value #MEMORY} times. After the adaptive maps of Mahoney's PAQ. Confined to one thread.
 */
final class StateTable {
    private static final int MEMORY = 300;
    private static final int PRIOR = 3;
    private static final float LEAST = .0005f;
    private static final float MOST = .999f;
    private static final float[] RATES = new float[MEMORY + 1];

    static {
        for (int seen = 0; seen <= MEMORY; seen++) {
            RATES[seen] = Math.max(1f / MEMORY, 1f / (seen + PRIOR));
        }
    }

    private final float[] probabilities;
    private final float[] logits;
    private final short[] seen;

    StateTable(int states, float start) {
        this.probabilities = new float[states];
        this.logits = new float[states];
        this.seen = new short[states];
        Arrays.fill(probabilities, start);
        Arrays.fill(logits, FastLog.logit(start));
    }

    /** Sets what is believed of a state before it was seen. */
    void start(int state, float probability) {
        set(state, probability);
    }

    float logit(int state) {
        return logits[state];
    }

    void hit(int state) {
        set(state, probabilities[state] + (1 - probabilities[state]) * nextRate(state));
    }

    void miss(int state) {
        set(state, probabilities[state] - probabilities[state] * nextRate(state));
    }

    /** As so many misses in a row. */
    void miss(int state, int times) {
        float probability = probabilities[state];
        for (int i = 0; i < times; i++) {
            probability -= probability * nextRate(state);
        }
        set(state, probability);
    }

    private float nextRate(int state) {
        int before = seen[state];
        if (before < MEMORY) {
            seen[state]++;
        }
        return RATES[before];
    }

    private void set(int state, float probability) {
        float clamped = Math.min(Math.max(probability, LEAST), MOST);
        probabilities[state] = clamped;
        logits[state] = FastLog.logit(clamped);
    }
}
