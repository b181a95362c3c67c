package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A guarded policy whose experts change hands. */
class GuardedPolicyProperties {
    private static final List<Expert> EXPERTS = List.of(Expert.values());

    @Property(tries = 100)
    void whoeverIsInChargeVictimsAreCachedAndAllCanBeEvicted(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int room) {
        GuardedPolicy policy =
                new GuardedPolicy(new PolicyConfig(room, false, Objective.OBJECTS, 5));
        PolicyDriver driver = new PolicyDriver(policy, room, seed, true);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1_000; i++) {
            if (random.nextInt(50) == 0) {
                policy.handOver(EXPERTS.get(random.nextInt(3)));
            }
            if (random.nextInt(50) == 0) {
                driver.resize(1 + random.nextInt(120));
            }
            driver.step();
        }
        while (!driver.cached.isEmpty()) {
            int victim = policy.victim();
            assertTrue(driver.cached.containsValue(victim), "victim " + victim);
            driver.remove(victim);
        }
        assertEquals(Policy.NONE, policy.victim());
    }

    @Property(tries = 20)
    void inTheHandsOfLruItSoonDoesWhatLruDoes(@ForAll long seed) {
        hasTheHitsOf(PolicyKind.LRU, Expert.LRU, seed);
    }

    @Property(tries = 20)
    void inTheHandsOfS3FifoItSoonDoesWhatS3FifoDoes(@ForAll long seed) {
        hasTheHitsOf(PolicyKind.S3FIFO, Expert.S3FIFO, seed);
    }

    private static void hasTheHitsOf(PolicyKind kind, Expert expert, long seed) {
        PolicyConfig config = new PolicyConfig(60, false, Objective.OBJECTS, 5);
        GuardedPolicy guarded = new GuardedPolicy(config);
        PolicyDriver driver = new PolicyDriver(guarded, 60, seed, false);
        PolicyDriver reference = new PolicyDriver(kind.create(config), 60, seed, false);
        for (int i = 0; i < 2_000; i++) {
            if (i == 500) {
                guarded.handOver(expert);
            }
            if (i == 1_000) {
                driver.hits = 0;
                reference.hits = 0;
            }
            driver.step();
            reference.step();
        }
        assertEquals(reference.hits, driver.hits, 5);
    }

    @Test
    void itTellsWhatItCompared() {
        GuardedPolicy policy = new GuardedPolicy(new PolicyConfig(60));
        PolicyDriver driver = new PolicyDriver(policy, 60, 1, false);
        for (int i = 0; i < 2_000; i++) {
            driver.step();
        }
        GuardStats stats = policy.guardStats().orElseThrow();
        assertEquals(Expert.LEARNED, stats.live());
        assertEquals(2_000, stats.sampledRequests());
        assertEquals(0, stats.fallbacks() + stats.returns() + stats.modelResets());
        assertEquals((double) driver.hits / 2_000, stats.liveHitRatio(), 0.1);
    }
}
