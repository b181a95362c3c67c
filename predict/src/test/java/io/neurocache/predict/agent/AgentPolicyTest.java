package io.neurocache.predict.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.predict.eviction.Knobs;
import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.eviction.TunablePolicy;
import io.neurocache.predict.replay.CacheRun;
import io.neurocache.predict.replay.SyntheticLoad;
import io.neurocache.predict.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** An agent at the knobs. */
class AgentPolicyTest {
    private static final int CAPACITY = 300;

    private final Trace trace = SyntheticLoad.DRIFT.trace(40_000, 1);

    private static TunablePolicy policy() {
        PolicyConfig config = new PolicyConfig(CAPACITY, true, Objective.OBJECTS, 1);
        return assertInstanceOf(TunablePolicy.class, PolicyKind.LEARNED.create(config));
    }

    @Test
    void oneThatDoesNothingChangesNothing() {
        double alone = CacheRun.hitRatio(trace, policy(), CAPACITY);
        double tuned =
                CacheRun.hitRatio(trace, new AgentPolicy(policy(), KnobAgent.STILL), CAPACITY);
        assertEquals(alone, tuned);
    }

    @Test
    void itIsAskedOncePerWindowAndSeesNumbers() {
        List<Double> rewards = new ArrayList<>();
        KnobAgent agent =
                (observation, reward) -> {
                    assertEquals(Observer.LENGTH, observation.length);
                    for (float number : observation) {
                        assertTrue(Math.abs(number) <= 10, "observed " + number);
                    }
                    rewards.add(reward);
                    return KnobAction.NONE;
                };
        CacheRun.hitRatio(trace, new AgentPolicy(policy(), agent), CAPACITY);
        assertEquals(trace.requests() / AgentPolicy.WINDOW, rewards.size());
        // On this load the learned policy is far ahead of S3-FIFO and LRU once it has learnt.
        assertTrue(rewards.getLast() > 0.03, rewards.toString());
    }

    @Test
    void whatItTurnsIsTurned() {
        AgentPolicy tuned = new AgentPolicy(policy(), (_, _) -> KnobAction.MARGIN_UP);
        double hitRatio = CacheRun.hitRatio(trace, tuned, CAPACITY);
        assertEquals(new Knobs(0, 0.5f, 0.1f, 2, 1), tuned.knobs());
        assertNotEquals(CacheRun.hitRatio(trace, policy(), CAPACITY), hitRatio);
    }

    @Test
    void oneThatActsAtRandomDoesLittleHarm() {
        double alone = CacheRun.hitRatio(trace, policy(), CAPACITY);
        SplittableRandom random = new SplittableRandom(1);
        KnobAgent wild = (_, _) -> KnobAction.of(random.nextInt(KnobAction.count()));
        AgentPolicy tuned = new AgentPolicy(policy(), wild);
        double hitRatio = CacheRun.hitRatio(trace, tuned, CAPACITY);
        assertTrue(hitRatio > alone - 0.03, hitRatio + " instead of " + alone);
        GuardStats stats = tuned.guardStats().orElseThrow();
        assertEquals(0, stats.modelResets());
    }
}
