package io.neurocache.learner.ppo;

import io.neurocache.predict.agent.AgentPolicy;
import io.neurocache.predict.agent.KnobAgent;
import io.neurocache.predict.eviction.Objective;
import io.neurocache.predict.eviction.PolicyConfig;
import io.neurocache.predict.eviction.PolicyKind;
import io.neurocache.predict.eviction.TunablePolicy;
import io.neurocache.predict.replay.CacheRun;
import io.neurocache.predict.trace.Trace;

/**
 * A trace and a cache to play it through.
 *
 * @param capacity bytes, or objects where the trace has no sizes
 */
public record Episode(Trace trace, long capacity, Objective objective) {
    /**
     * Plays it from cold.
     *
     * @return the object hit ratio
     */
    public double play(KnobAgent agent, long seed) {
        PolicyConfig config = new PolicyConfig(capacity, !trace.sized(), objective, seed);
        if (!(PolicyKind.LEARNED.create(config) instanceof TunablePolicy policy)) {
            throw new IllegalStateException("the learned policy has no knobs");
        }
        return CacheRun.hitRatio(trace, new AgentPolicy(policy, agent), capacity);
    }
}
