package io.neurocache.neurod.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.sim.check.LinearizabilityChecker;
import io.neurocache.raft.sim.check.Violation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class EdgeSimulationTest {
    private static final int LIVES = 150;

    /** Far beyond what two clocks may run apart. */
    private static final int TENTH_PPM = 100_000;

    private final LinearizabilityChecker checker = new LinearizabilityChecker();

    /** The lives of every build; EdgeSimulationSoak lives more of them. */
    @Test
    void noLifeBreaksARule() {
        Counts counts = new Counts();
        int decided = 0;
        for (long seed = 1; seed <= LIVES; seed++) {
            try {
                EdgeLife.Outcome outcome = EdgeLife.live(EdgePlan.of(seed), checker);
                counts.add(outcome.counts());
                decided += outcome.isDecided() ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "; " + replayCommand(seed), e);
            }
        }
        String did = counts.perLife(LIVES);
        assertTrue(counts.hits > 1_000L * LIVES, "too few hits: " + did);
        assertTrue(counts.putHits > 100L * LIVES, "too few hits of what was put: " + did);
        assertTrue(counts.fills > 300L * LIVES, "too few fills: " + did);
        assertTrue(counts.joins > 100L * LIVES, "too few joins: " + did);
        assertTrue(counts.copies > 10L * LIVES, "too few copies: " + did);
        assertTrue(counts.purges > 15L * LIVES, "too few purges: " + did);
        assertTrue(counts.puts > 10L * LIVES, "too few puts: " + did);
        assertTrue(decided >= LIVES * 99 / 100, "too few histories are decided: " + decided);
    }

    @Test
    void oneSeedIsOneLife() {
        for (long seed = 1; seed <= 10; seed++) {
            long digest = EdgeLife.live(EdgePlan.of(seed), checker).digest();
            assertEquals(digest, EdgeLife.live(EdgePlan.of(seed), checker).digest());
            assertNotEquals(digest, EdgeLife.live(EdgePlan.of(seed + 1000), checker).digest());
        }
    }

    /** A rule that no clock could break would not be one about clocks. */
    @Test
    void clocksBeyondTheBoundBreakTheRule() {
        assertTrue(isBroken(TENTH_PPM), "clocks that run apart by a tenth break nothing");
    }

    private boolean isBroken(int apartPpm) {
        for (long seed = 1; seed <= LIVES; seed++) {
            try {
                EdgeLife.live(EdgePlan.of(seed).withClocksApart(apartPpm), checker);
            } catch (Violation e) {
                return true;
            }
        }
        return false;
    }

    /** Lives one life and tells each step: {@code -Dsim.seed=N}. */
    @Test
    void replay() {
        Long seed = Long.getLong("sim.seed");
        Assumptions.assumeTrue(seed != null, "-Dsim.seed names a life");
        EdgePlan plan = EdgePlan.of(seed);
        System.out.println(plan);
        EdgeLife.Outcome outcome = EdgeLife.trace(plan, System.out::println);
        assertTrue(outcome.micros() >= plan.micros());
    }

    static String replayCommand(long seed) {
        return "./mvnw -o -pl neurod -am -Dtest=EdgeSimulationTest#replay"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed="
                + seed
                + " test";
    }
}
