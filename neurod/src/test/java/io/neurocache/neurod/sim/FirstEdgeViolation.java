package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.check.LinearizabilityChecker;
import java.util.function.IntFunction;

/**
 * Lives the lives of the seeds from 1 on until a rule is broken. Reached through a JDK interface,
 * because {@link io.neurocache.raft.sim.Mutant} loads it, and all it uses, a second time. One
 * thread.
 */
public final class FirstEdgeViolation implements IntFunction<String> {
    /**
     * Searches.
     *
     * @param seeds how many lives at most
     * @return the seed, a space, and what was broken; empty where nothing was
     */
    @Override
    public String apply(int seeds) {
        LinearizabilityChecker checker = new LinearizabilityChecker();
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                EdgeLife.live(EdgePlan.of(seed), checker);
            } catch (AssertionError | RuntimeException e) {
                return seed + " " + e;
            }
        }
        return "";
    }
}
