package io.neurocache.learner.values;

import io.neurocache.predict.eviction.ValueTables;
import java.util.SplittableRandom;

/**
 * Tunes tables by evolution strategies (Salimans, Ho, Chen, Sidor, Sutskever, "Evolution strategies
 * as a scalable alternative to reinforcement learning", 2017): pairs of tables, changed at random
 * to both sides, play the same requests with the same seed, and the weights move towards those that
 * hit more. It needs no draws and no account of which choice did what. Weights that were hardly
 * ever learnt are left alone. Confined to one thread.
 */
final class Evolution implements TableTuner {
    private static final int PAIRS = 8;

    /** The deviation of what is added to each weight. */
    private static final double CHANGE = 0.1;

    /** The length of a step over all weights. */
    private static final double STEP = 0.5;

    /** Sums of squares from which on a weight has been learnt; they begin with 1. */
    private static final float LEARNT = 1.5f;

    private static final double TINY = 1e-12;

    private final ValueTables start;
    private final float[] weights;
    private final float[] squares;
    private final SplittableRandom random;

    Evolution(ValueTables start, long seed) {
        this.start = start;
        weights = start.weights();
        squares = start.squares();
        random = new SplittableRandom(seed);
    }

    @Override
    public ValueTables tables() {
        return start.with(weights);
    }

    @Override
    public void round(TuningEpisode practice) {
        double[] gradient = new double[weights.length];
        for (int pair = 0; pair < PAIRS; pair++) {
            long seed = random.nextLong();
            double[] change = change();
            double ahead =
                    practice.hitRatio(changed(change, CHANGE), seed)
                            - practice.hitRatio(changed(change, -CHANGE), seed);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += ahead * change[i];
            }
        }
        double square = TINY;
        for (double part : gradient) {
            square += part * part;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = bounded(weights[i] + STEP / Math.sqrt(square) * gradient[i]);
        }
    }

    private double[] change() {
        double[] change = new double[weights.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = squares[i] > LEARNT ? random.nextGaussian() : 0;
        }
        return change;
    }

    private ValueTables changed(double[] change, double times) {
        float[] other = new float[weights.length];
        for (int i = 0; i < other.length; i++) {
            other[i] = bounded(weights[i] + times * change[i]);
        }
        return start.with(other);
    }

    private static float bounded(double weight) {
        return Math.clamp((float) weight, -ValueTables.MOST_WEIGHT, ValueTables.MOST_WEIGHT);
    }
}
