package io.neurocache.predict.agent;

import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.predict.eviction.Knobs;
import io.neurocache.predict.eviction.Policy;
import io.neurocache.predict.eviction.PolicyWindow;
import io.neurocache.predict.eviction.TunablePolicy;
import java.util.Optional;

/**
 * A policy whose knobs an agent turns after every 2,000 requests; all else is the policy's.
 * Confined as policies are; the agent is called by the same thread.
 */
public final class AgentPolicy implements Policy {
    /** Requests between two decisions. */
    public static final int WINDOW = 2_000;

    private final TunablePolicy policy;
    private final KnobAgent agent;
    private final Observer observer = new Observer();
    private int requests;

    /** Begins with the knobs as they are; the policy is nobody else's from here on. */
    public AgentPolicy(TunablePolicy policy, KnobAgent agent) {
        this.policy = policy;
        this.agent = agent;
    }

    /** The knobs as they are. */
    public Knobs knobs() {
        return policy.knobs();
    }

    @Override
    public boolean admit(long hash, long bytes) {
        boolean admitted = policy.admit(hash, bytes);
        count();
        return admitted;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        policy.added(id, hash, bytes);
    }

    @Override
    public void hit(int id) {
        policy.hit(id);
        count();
    }

    @Override
    public void removed(int id) {
        policy.removed(id);
    }

    @Override
    public int victim() {
        return policy.victim();
    }

    @Override
    public void capacity(long bytes) {
        policy.capacity(bytes);
    }

    @Override
    public Optional<GuardStats> guardStats() {
        return policy.guardStats();
    }

    private void count() {
        if (++requests == WINDOW) {
            requests = 0;
            PolicyWindow window = policy.window();
            float[] observation = observer.observe(window, policy.knobs());
            policy.tune(agent.act(observation, window.lead()).apply(policy.knobs()));
        }
    }
}
