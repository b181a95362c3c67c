package io.neurocache.learner.ppo;

import io.neurocache.slab.Check;

/**
 * How the agent is trained (Schulman, Wolski, Dhariwal, Radford, Klimov, "Proximal policy
 * optimization algorithms", 2017; advantages as in Schulman et al., "High-dimensional continuous
 * control using generalized advantage estimation", ICLR 2016).
 *
 * @param iterations rounds of playing and learning
 * @param episodes caches that are run per round
 * @param epochs how often a round's decisions are learnt from
 * @param batch decisions per step of the optimizer
 * @param learningRate of Adam
 * @param discount of a reward by the window that it comes later
 * @param trace how far an advantage looks beyond the critic's word: 0 to 1
 * @param clip how far a step may change the odds of an action, as a part of them
 * @param entropy how much it is worth to stay undecided
 */
public record PpoConfig(
        int iterations,
        int episodes,
        int epochs,
        int batch,
        float learningRate,
        float discount,
        float trace,
        float clip,
        float entropy) {
    /** What was measured. */
    public static final PpoConfig DEFAULT =
            new PpoConfig(40, 8, 4, 256, 1e-3f, 0.9f, 0.95f, 0.2f, 0.01f);

    /** Checks that there is something to do. */
    public PpoConfig {
        Check.argument(iterations > 0 && episodes > 0 && epochs > 0, "nothing to do");
        Check.argument(batch > 0, "an empty batch", batch);
    }
}
