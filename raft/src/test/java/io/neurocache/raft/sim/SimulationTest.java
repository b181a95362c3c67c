package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.sim.check.LinearizabilityChecker;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SimulationTest {
    /** {@code -Dsim.build.lives}: fewer where each of many mutants lives them. */
    private static final int LIVES = Integer.getInteger("sim.build.lives", 1_000);

    /** The lives of every build; SimulationSoak lives more of them. */
    @Test
    void noLifeBreaksARule() {
        LinearizabilityChecker checker = new LinearizabilityChecker();
        long committed = 0;
        int decided = 0;
        for (long seed = 1; seed <= LIVES; seed++) {
            LifePlan plan = LifePlan.of(seed);
            try {
                Life.Outcome outcome = Life.live(plan, checker);
                committed += outcome.committed();
                decided += outcome.isDecided() ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "; " + replayCommand(plan), e);
            }
        }
        assertTrue(committed > 20L * LIVES, "the lives do too little: " + committed);
        assertTrue(decided >= LIVES * 99 / 100, "too few histories are decided: " + decided);
    }

    @Test
    void oneSeedIsOneLife() {
        LinearizabilityChecker checker = new LinearizabilityChecker();
        for (long seed = 1; seed <= 50; seed++) {
            Life.Outcome one = Life.live(LifePlan.of(seed), checker);
            assertEquals(one, Life.live(LifePlan.of(seed), checker));
            assertNotEquals(one.digest(), Life.live(LifePlan.of(seed + 1000), checker).digest());
        }
    }

    /** Lives one life and tells each step: {@code -Dsim.seed=N}, {@code -Dsim.three=true}. */
    @Test
    void replay() {
        Long seed = Long.getLong("sim.seed");
        Assumptions.assumeTrue(seed != null, "-Dsim.seed names a life");
        LifePlan plan =
                Boolean.getBoolean("sim.three") ? LifePlan.ofThree(seed) : LifePlan.of(seed);
        System.out.println(plan);
        Life.Outcome outcome = Life.trace(plan, System.out::println);
        assertTrue(outcome.events() >= plan.events());
    }

    static String replayCommand(LifePlan plan) {
        boolean three = !plan.equals(LifePlan.of(plan.seed()));
        return "./mvnw -o -pl raft -am -Dtest=SimulationTest#replay"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed="
                + plan.seed()
                + (three ? " -Dsim.three=true" : "")
                + " test";
    }
}
