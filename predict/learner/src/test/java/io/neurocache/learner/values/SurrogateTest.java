package io.neurocache.learner.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.TrainablePolicy;
import io.neurocache.predict.eviction.ValueTables;
import io.neurocache.predict.replay.CacheRun;
import io.neurocache.predict.replay.SyntheticLoad;
import io.neurocache.predict.trace.Trace;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The objective of a step, of decisions as they come up in a cache. */
class SurrogateTest {
    private static final TuningConfig CONFIG =
            new TuningConfig(2, 50, 1, 50, 0.1, 0.5, 4, 0.9, 0.95, 0.2, 0.05);

    /** Decisions made with other weights than those at hand, so that some are clipped. */
    private static List<Decision> decisions(float[] weights) {
        Trace trace = SyntheticLoad.SIZE_FLIPS.trace(4_000, 1);
        SplittableRandom random = new SplittableRandom(3);
        PolicyConfig config = new PolicyConfig(400_000, false, Objective.OBJECTS, 1);
        TrainablePolicy policy = new TrainablePolicy(config);
        Rollout rollout = new Rollout(weights.clone(), CONFIG, random);
        policy.chooseBy(rollout);
        new CacheRun(trace, policy, 400_000).hits(0, trace.requests());
        for (Decision decision : rollout.decisions()) {
            decision.advantage = random.nextDouble() * 2 - 1;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] += random.nextFloat() * 0.1f;
        }
        return rollout.decisions();
    }

    private static float[] weights() {
        SplittableRandom random = new SplittableRandom(1);
        float[] weights = new float[ValueTables.LENGTH];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() - 0.5f;
        }
        return weights;
    }

    @Test
    void itsGradientIsThatOfFiniteDifferences() {
        float[] weights = weights();
        List<Decision> decisions = decisions(weights);
        assertEquals(CONFIG.kept(), decisions.size());
        Surrogate surrogate = new Surrogate(weights, CONFIG);
        double[] gradient = surrogate.gradient(decisions);
        int slopes = 0;
        for (int i = 0; i < weights.length; i++) {
            float weight = weights[i];
            float more = weight + 1e-3f;
            float less = weight - 1e-3f;
            weights[i] = more;
            double above = surrogate.value(decisions);
            weights[i] = less;
            double below = surrogate.value(decisions);
            weights[i] = weight;
            double slope = (above - below) / ((double) more - less);
            assertEquals(slope, gradient[i], 1e-4, "weight " + i);
            slopes += Math.abs(slope) > 1e-3 ? 1 : 0;
        }
        assertTrue(slopes > 50, "slopes " + slopes);
    }

    @Test
    void whatIsBeyondTheClipGainsNothing() {
        float[] weights = weights();
        List<Decision> one = decisions(weights).subList(0, 1);
        one.getFirst().advantage = 1;
        TuningConfig undecided = new TuningConfig(2, 9, 1, 9, 0.1, 0.5, 4, 0.9, 0.95, 0.2, 0);
        Surrogate surrogate = new Surrogate(weights, undecided);
        double before = surrogate.value(one);
        for (int step = 0; step < 200; step++) {
            double[] gradient = surrogate.gradient(one);
            for (int i = 0; i < weights.length; i++) {
                weights[i] += (float) (0.1 * gradient[i]);
            }
        }
        double after = surrogate.value(one);
        assertTrue(after > before, "before " + before + ", after " + after);
        assertEquals(1.2, after, 1e-9, "the ratio counts up to the clip");
    }
}
