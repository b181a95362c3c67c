package io.neurocache.learner.values;

import io.neurocache.predict.eviction.Choice;
import io.neurocache.predict.eviction.ValueFunction;

/** What stood to choose, what was chosen, and what came of it. Confined to one thread. */
final class Decision {
    private final long[] features;
    private final float[] priors;
    private final float[] costs;
    private final boolean bothHeads;
    final int chosen;

    /** The logarithm of the chance that it was chosen with. */
    final double logOdds;

    /** When it was made. */
    final int window;

    /** By how much it turned out better than usual. */
    double advantage;

    Decision(Choice choice, int chosen, double logOdds, int window) {
        int count = choice.count();
        features = new long[count];
        priors = new float[count];
        costs = new float[count];
        for (int i = 0; i < count; i++) {
            features[i] = choice.features(i);
            priors[i] = choice.prior(i);
            costs[i] = choice.cost(i);
        }
        bothHeads = choice.bothHeads();
        this.chosen = chosen;
        this.logOdds = logOdds;
        this.window = window;
    }

    int count() {
        return features.length;
    }

    /** What an object is worth now, by the byte. */
    double value(int at, ValueFunction function) {
        return function.value(features[at], priors[at], bothHeads) - costs[at];
    }

    /** Adds the derivatives of an object's value, some times over. */
    void addGradient(int at, ValueFunction function, double times, double[] gradient) {
        function.addGradient(features[at], priors[at], bothHeads, times, gradient);
    }
}
