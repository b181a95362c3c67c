package io.neurocache.learner.values;

import io.neurocache.slab.Check;

/**
 * How tables are tuned by policy gradient: proximal policy optimization (Schulman, Wolski,
 * Dhariwal, Radford, Klimov, 2017), with generalized advantages (Schulman et al., ICLR 2016).
 *
 * @param rollouts times that the same requests are played in a round, each with other draws
 * @param kept choices of a rollout that are learnt from, drawn at random
 * @param epochs how often a round's choices are learnt from
 * @param batch choices per step
 * @param learningRate the length of a step, over all weights
 * @param temperature how far a value may be behind, in octaves, and still be chosen with a chance
 *     of 1/e of that of the lowest
 * @param windows into which a turnover is divided: hits are counted by window
 * @param discount of a hit by the window that it comes later
 * @param trace how far an advantage looks beyond what usually follows: 0 to 1
 * @param clip how far a round may change the odds of a choice, as a part of them
 * @param entropy how much it is worth to stay undecided
 */
public record TuningConfig(
        int rollouts,
        int kept,
        int epochs,
        int batch,
        double learningRate,
        double temperature,
        int windows,
        double discount,
        double trace,
        double clip,
        double entropy) {
    /** What was measured. */
    public static final TuningConfig DEFAULT =
            new TuningConfig(8, 8_000, 2, 4_000, .1, .25, 4, .85, .95, .2, 1e-3);

    /** Checks that there is something to do, and to compare. */
    public TuningConfig {
        Check.argument(rollouts >= 2, "rollouts are compared with each other", rollouts);
        Check.argument(kept > 0 && epochs > 0 && batch > 0 && windows > 0, "nothing to do");
        Check.argument(learningRate > 0 && temperature > 0, "nothing would change");
        Check.argument(clip > 0 && entropy >= 0, "clip or entropy out of range");
        Check.argument(discount >= 0 && discount <= 1, "discount out of range");
        Check.argument(trace >= 0 && trace <= 1, "trace out of range");
    }
}
