package io.neurocache.learner.ppo;

import io.neurocache.predict.agent.KnobAction;
import io.neurocache.predict.agent.Observer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small network with two heads: odds of the actions, and what the critic expects of the future.
 * Two layers of 32 with tanh. Confined to one thread.
 */
public final class ActorCritic {
    static final int HIDDEN = 32;

    private static final int INPUTS = Observer.LENGTH;
    private static final int ACTIONS = KnobAction.count();

    // Weights by row of inputs, then biases, in the order of shapes().
    private final float[][] parameters = new float[shapes().size()][];
    private final float[] first = new float[HIDDEN];
    private final float[] second = new float[HIDDEN];

    /** Begins at random; the heads near 0, so that all actions are as likely at first. */
    public ActorCritic(SplittableRandom random) {
        for (int i = 0; i < parameters.length; i++) {
            long[] shape = shapes().get(i);
            parameters[i] = new float[(int) (shape[0] * shape[1])];
            if (shape[0] > 1) {
                double scale = (i < 4 ? 1 : 0.01) / Math.sqrt((double) shape[0]);
                for (int k = 0; k < parameters[i].length; k++) {
                    parameters[i][k] = (float) (random.nextGaussian() * scale);
                }
            }
        }
    }

    /** Rows and columns of each array: two layers, the actions, the critic; weights and biases. */
    static List<long[]> shapes() {
        return List.of(
                new long[] {INPUTS, HIDDEN},
                new long[] {1, HIDDEN},
                new long[] {HIDDEN, HIDDEN},
                new long[] {1, HIDDEN},
                new long[] {HIDDEN, ACTIONS},
                new long[] {1, ACTIONS},
                new long[] {HIDDEN, 1},
                new long[] {1, 1});
    }

    /** The numbers themselves, to be read and trained. */
    float[][] parameters() {
        return parameters;
    }

    /**
     * Computes.
     *
     * @param logits gets the actions' log odds, up to a constant
     * @return what the critic expects
     */
    public float forward(float[] observation, float[] logits) {
        layer(observation, parameters[0], parameters[1], first);
        squash(first);
        layer(first, parameters[2], parameters[3], second);
        squash(second);
        layer(second, parameters[4], parameters[5], logits);
        float[] value = new float[1];
        layer(second, parameters[6], parameters[7], value);
        return value[0];
    }

    private static void layer(float[] in, float[] weights, float[] biases, float[] out) {
        System.arraycopy(biases, 0, out, 0, out.length);
        for (int i = 0; i < in.length; i++) {
            for (int k = 0; k < out.length; k++) {
                out[k] += in[i] * weights[i * out.length + k];
            }
        }
    }

    private static void squash(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.tanh(values[i]);
        }
    }
}
