package io.neurocache.predict.replay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.trace.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The learned policy under loads that change: it may lose some requests while it learns, never the
 * thread.
 */
class LearnedPolicyRegretTest {
    private static final int REQUESTS = 60_000;
    private static final int CAPACITY = 300;
    private static final int WINDOW = 5_000;

    private static final PolicyKind[] HEURISTICS = {
        PolicyKind.LRU, PolicyKind.SIEVE, PolicyKind.S3FIFO, PolicyKind.TINYLFU, PolicyKind.GDSF
    };

    @ParameterizedTest
    @EnumSource(names = {"SCANS", "LOOPS", "FLASH_CROWDS", "DRIFT", "ONE_HIT_WONDERS", "SWITCHES"})
    void itStaysCloseToTheBestHeuristicAndLosesNoWindow(SyntheticLoad load) {
        Trace trace = load.trace(REQUESTS, 11);
        long[] learned = hits(trace, PolicyKind.LEARNED);
        for (PolicyKind kind : HEURISTICS) {
            long[] hits = hits(trace, kind);
            long behind = sum(hits) - sum(learned);
            assertTrue(behind <= REQUESTS / 100, kind.label() + " is ahead by " + behind);
            for (int window = 0; window < hits.length; window++) {
                long lost = hits[window] - learned[window];
                assertTrue(
                        lost <= WINDOW / 10,
                        kind.label() + " is ahead by " + lost + " in window " + window);
            }
        }
    }

    /** Hits by window of the trace. */
    private static long[] hits(Trace trace, PolicyKind kind) {
        PolicyConfig config = new PolicyConfig(CAPACITY, true, Objective.OBJECTS, 1);
        Simulation simulation = new PolicySimulation(trace, kind.create(config), CAPACITY);
        long[] hits = new long[REQUESTS / WINDOW];
        for (int i = 0; i < REQUESTS; i++) {
            hits[i / WINDOW] += simulation.request(trace.key(i)) ? 1 : 0;
        }
        return hits;
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
