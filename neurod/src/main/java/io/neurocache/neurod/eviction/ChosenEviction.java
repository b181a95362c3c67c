package io.neurocache.neurod.eviction;

import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.LruPolicy;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.neurod.config.Eviction;
import io.neurocache.predict.eviction.GuardStats;
import io.neurocache.predict.eviction.PolicyConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policy that the settings ask for, and how it does. Safe from any thread. */
public final class ChosenEviction {
    private final Eviction eviction;
    private final long slabBytes;
    private volatile @Nullable PolicyEviction running;

    /** Chooses one for a slab of this size. */
    public ChosenEviction(Eviction eviction, long slabBytes) {
        this.eviction = eviction;
        this.slabBytes = slabBytes;
    }

    /**
     * Puts it to work. LRU keeps its list in the slab itself; the others have arrays of their own.
     */
    public EvictionPolicy open(ObjectWords words) {
        if (eviction == Eviction.LRU) {
            return new LruPolicy(words);
        }
        PolicyEviction policy =
                new PolicyEviction(
                        words, eviction.kind().create(new PolicyConfig(slabBytes)), slabBytes);
        running = policy;
        return policy;
    }

    /** What it is called. */
    public String label() {
        return eviction.label();
    }

    /** What guards it, if it has to be. */
    public Optional<GuardStats> guardStats() {
        PolicyEviction policy = running;
        return policy == null ? Optional.empty() : policy.guardStats();
    }
}
