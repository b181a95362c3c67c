package io.neurocache.neurod.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.sim.check.LinearizabilityChecker;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Many lives, by hand: {@code ./mvnw -o -pl neurod -am -Dtest=EdgeSimulationSoak
 * -Dsurefire.failIfNoSpecifiedTests=false -Dsim.lives=20000 test}. {@code -Dsim.from} is the first
 * seed.
 */
class EdgeSimulationSoak {
    private static final int MAX_SHOWN = 20;

    @Test
    void noLifeBreaksARule() {
        long from = Long.getLong("sim.from", 1);
        long lives = Long.getLong("sim.lives", 1_000);
        LinearizabilityChecker checker = new LinearizabilityChecker();
        Counts counts = new Counts();
        long events = 0;
        long micros = 0;
        long undecided = 0;
        int violations = 0;
        long cpuBefore = cpuNanos();
        for (long seed = from; seed < from + lives; seed++) {
            try {
                EdgeLife.Outcome outcome = EdgeLife.live(EdgePlan.of(seed), checker);
                counts.add(outcome.counts());
                events += outcome.events();
                micros += outcome.micros();
                undecided += outcome.isDecided() ? 0 : 1;
            } catch (AssertionError | RuntimeException e) {
                if (++violations <= MAX_SHOWN) {
                    System.out.println("seed " + seed + ": " + e);
                    System.out.println("  " + EdgeSimulationTest.replayCommand(seed));
                }
            }
        }
        double seconds = (cpuNanos() - cpuBefore) / 1e9;
        System.out.printf(
                "lives %d of %.1f s each, violations %d, undecided %d, events %d, CPU %.1f s:"
                        + " %.1f lives/s, %.0f events/s%na life: %s%n",
                lives,
                micros / 1e6 / lives,
                violations,
                undecided,
                events,
                seconds,
                lives / seconds,
                events / seconds,
                counts.perLife(lives));
        assertEquals(0, violations);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
