package io.neurocache.learner;

import io.neurocache.slab.Check;
import java.time.Duration;

/**
 * How a GPT-2 is trained.
 *
 * @param slots the most keys that can be foretold
 * @param context how many requests back it sees
 * @param width of embeddings
 * @param heads of the attention
 * @param layers of the network
 * @param steps the most steps
 * @param time the most time for them
 * @param rows sequences of {@code context} requests in a step
 * @param learningRate at its highest, after the first tenth of the steps
 * @param dropout share of numbers left out in training
 * @param seed of everything
 */
public record TrainingOptions(
        int slots,
        int context,
        int width,
        int heads,
        int layers,
        int steps,
        Duration time,
        int rows,
        double learningRate,
        double dropout,
        long seed) {
    /** Some 300,000 weights, trained in a minute of one core. */
    public static final TrainingOptions DEFAULT =
            new TrainingOptions(
                    2_048, 32, 64, 4, 2, 600, Duration.ofSeconds(60), 32, 2.5e-3, .3, 1);

    static final int BUCKETS = 256;
    static final int FEATURES = 1_024;

    /** Checks the ranges that the shape of the model does not. */
    public TrainingOptions {
        Check.argument(steps >= 1, "no steps", steps);
        Check.argument(rows >= 1 && rows <= 1_024, "rows", rows);
        Check.argument(time.isPositive(), "no time", time.toMillis());
        Check.argument(learningRate > 0 && learningRate < 1, "learning rate out of range");
        Check.argument(dropout >= 0 && dropout < 1, "dropout out of range");
    }

    /** The same for another length of training. */
    public TrainingOptions with(int otherSteps, Duration otherTime) {
        return new TrainingOptions(
                slots,
                context,
                width,
                heads,
                layers,
                otherSteps,
                otherTime,
                rows,
                learningRate,
                dropout,
                seed);
    }
}
