package io.neurocache.raft.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.neurocache.raft.sim.check.LinearizabilityChecker;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * Many lives, by hand: {@code ./mvnw -o -pl raft -am -Dtest=SimulationSoak
 * -Dsurefire.failIfNoSpecifiedTests=false -Dsim.lives=200000 test}. {@code -Dsim.from} is the first
 * seed, {@code -Dsim.three=true} takes lives that begin with three voters.
 */
class SimulationSoak {
    private static final int MAX_SHOWN = 20;

    @Test
    void noLifeBreaksARule() {
        long from = Long.getLong("sim.from", 1);
        long lives = Long.getLong("sim.lives", 10_000);
        boolean three = Boolean.getBoolean("sim.three");
        LinearizabilityChecker checker = new LinearizabilityChecker();
        MemoryTracker memory = new MemoryTracker();
        long events = 0;
        long operations = 0;
        long undecided = 0;
        int violations = 0;
        long cpuBefore = cpuNanos();
        for (long seed = from; seed < from + lives; seed++) {
            LifePlan plan = three ? LifePlan.ofThree(seed) : LifePlan.of(seed);
            try {
                Life.Outcome outcome = Life.live(plan, checker);
                events += outcome.events();
                operations += outcome.operations();
                undecided += outcome.isDecided() ? 0 : 1;
            } catch (AssertionError | RuntimeException e) {
                if (++violations <= MAX_SHOWN) {
                    System.out.println("seed " + seed + ": " + e);
                    if (violations <= 3) {
                        e.printStackTrace(System.out);
                    }
                    System.out.println("  " + SimulationTest.replayCommand(plan));
                }
            }
            memory.sample();
        }
        double seconds = (cpuNanos() - cpuBefore) / 1e9;
        System.out.printf(
                "lives %d, violations %d, undecided %d, events %d, operations %d, CPU %.1f s:"
                        + " %.0f lives/s, %.0f lives of %d events/s; %s%n",
                lives,
                violations,
                undecided,
                events,
                operations,
                seconds,
                lives / seconds,
                events / seconds / LifePlan.EVENTS,
                LifePlan.EVENTS,
                memory);
        assertEquals(0, violations);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
