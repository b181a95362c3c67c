package io.neurocache.predict.replay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.trace.Trace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The learned policy under loads that were built to fool it: it ends no worse than S3-FIFO. */
class HostileLoadTest {
    /** Of the requests. */
    private static final double BEHIND = 0.005;

    @ParameterizedTest
    @EnumSource
    void noLoadLeavesItBehindS3Fifo(SyntheticLoad load) {
        // Long enough that the turnovers which any policy needs to find into a phase are few.
        Trace trace = load.trace(150_000, 7);
        for (long room : new long[] {100, 300}) {
            long capacity = trace.sized() ? room * 5_000 : room;
            double learned = hitRatio(trace, PolicyKind.LEARNED, capacity);
            double reference = hitRatio(trace, PolicyKind.S3FIFO, capacity);
            assertTrue(
                    learned >= reference - BEHIND,
                    load.label() + " at " + room + ": " + learned + ", S3-FIFO " + reference);
        }
    }

    @Test
    void aLoadBuiltToTheModelsRuinCostsTheGuardedPolicyLittle() {
        Trace trace = Saboteur.against(PolicyKind.UNGUARDED, 100, 120_000, 0);
        double reference = hitRatio(trace, PolicyKind.S3FIFO, 100);
        double ruined = hitRatio(trace, PolicyKind.UNGUARDED, 100);
        double guarded = hitRatio(trace, PolicyKind.LEARNED, 100);
        assertTrue(ruined < reference / 2, "not much of a sabotage: " + ruined);
        assertTrue(guarded >= reference - BEHIND, guarded + ", S3-FIFO " + reference);
    }

    @Test
    void evenOneThatFollowsTheGuardCostsLittleInTheLongRun() {
        for (int pause : new int[] {0, 20_000}) {
            Trace trace = Saboteur.against(PolicyKind.LEARNED, 50, 600_000, pause);
            double reference = hitRatio(trace, PolicyKind.S3FIFO, 50);
            double guarded = hitRatio(trace, PolicyKind.LEARNED, 50);
            assertTrue(guarded >= reference - BEHIND, guarded + ", S3-FIFO " + reference);
        }
    }

    private static double hitRatio(Trace trace, PolicyKind kind, long capacity) {
        Simulation simulation = Saboteur.simulation(trace, kind, capacity);
        int hits = 0;
        for (int i = 0; i < trace.requests(); i++) {
            hits += simulation.request(trace.key(i)) ? 1 : 0;
        }
        return (double) hits / trace.requests();
    }
}
