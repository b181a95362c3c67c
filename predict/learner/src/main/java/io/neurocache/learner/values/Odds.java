package io.neurocache.learner.values;

import io.neurocache.predict.eviction.Choice;

/**
 * The chances that what is worth less goes: Boltzmann's, the lower the value the higher. Reused;
 * confined to one thread.
 */
final class Odds {
    private final double temperature;
    private final double[] logs = new double[Choice.MOST];
    private int count;

    Odds(double temperature) {
        this.temperature = temperature;
    }

    void clear() {
        count = 0;
    }

    void add(double value) {
        logs[count++] = -value / temperature;
    }

    /** Makes chances of what was added. */
    void normalise() {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, logs[i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(logs[i] - most);
        }
        double log = most + Math.log(sum);
        for (int i = 0; i < count; i++) {
            logs[i] -= log;
        }
    }

    /** The natural logarithm of a chance. */
    double log(int at) {
        return logs[at];
    }

    /** One of them, where a number from 0 to 1 falls. */
    int draw(double uniform) {
        double left = uniform;
        for (int i = 0; i < count - 1; i++) {
            left -= Math.exp(logs[i]);
            if (left < 0) {
                return i;
            }
        }
        return count - 1;
    }

    /** How undecided they are, in nats. */
    double entropy() {
        double entropy = 0;
        for (int i = 0; i < count; i++) {
            entropy -= Math.exp(logs[i]) * logs[i];
        }
        return entropy;
    }
}
