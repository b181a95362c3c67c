package io.neurocache.learner;

import io.neurocache.predict.gpt.GptShape;
import io.neurocache.predict.gpt.GptShape.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Adam with decoupled weight decay, on the weights as Java's arrays.
 *
 * <p>After Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, and Loshchilov and
 * Hutter, "Decoupled Weight Decay Regularization", 2019. Gradients are scaled down to a norm of at
 * most 1 over all parameters; a step whose gradients are not all numbers changes nothing. Confined
 * to one thread.
 */
final class Adam {
    private static final double BETA_1 = .9;
    private static final double BETA_2 = .99;
    private static final double EPSILON = 1e-8;
    private static final double DECAY = .01;
    private static final double MAX_NORM = 1;

    private final Map<String, float[]> weights;
    private final Map<String, float[]> means = new HashMap<>();
    private final Map<String, float[]> squares = new HashMap<>();
    private final Map<String, Boolean> isMatrix = new HashMap<>();
    private long steps;

    /**
     * @param weights are changed in place
     */
    Adam(GptShape shape, Map<String, float[]> weights) {
        this.weights = weights;
        for (Parameter parameter : shape.parameters()) {
            means.put(parameter.name(), new float[parameter.size()]);
            squares.put(parameter.name(), new float[parameter.size()]);
            isMatrix.put(parameter.name(), parameter.dimensions().size() > 1);
        }
    }

    /** Makes a step; false, and nothing done, when a gradient is no number. */
    boolean step(Map<String, float[]> gradients, double rate) {
        double sum = 0;
        for (float[] gradient : gradients.values()) {
            for (float slope : gradient) {
                sum += (double) slope * slope;
            }
        }
        if (!Double.isFinite(sum)) {
            return false;
        }
        steps++;
        double scale = Math.min(1, MAX_NORM / (Math.sqrt(sum) + EPSILON));
        for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
            update(entry.getKey(), entry.getValue(), scale, rate);
        }
        return true;
    }

    private void update(String name, float[] gradient, double scale, double rate) {
        float[] weight = Objects.requireNonNull(weights.get(name), name);
        float[] mean = Objects.requireNonNull(means.get(name), name);
        float[] square = Objects.requireNonNull(squares.get(name), name);
        double meanBias = 1 - Math.pow(BETA_1, (double) steps);
        double squareBias = 1 - Math.pow(BETA_2, (double) steps);
        double decay = Boolean.TRUE.equals(isMatrix.get(name)) ? rate * DECAY : 0;
        for (int i = 0; i < weight.length; i++) {
            double slope = gradient[i] * scale;
            mean[i] = (float) (BETA_1 * mean[i] + (1 - BETA_1) * slope);
            square[i] = (float) (BETA_2 * square[i] + (1 - BETA_2) * slope * slope);
            double step = mean[i] / meanBias / (Math.sqrt(square[i] / squareBias) + EPSILON);
            weight[i] -= (float) (rate * step + decay * weight[i]);
        }
    }
}
