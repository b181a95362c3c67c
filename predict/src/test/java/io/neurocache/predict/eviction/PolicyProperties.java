package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every policy, whatever is asked of it. */
class PolicyProperties {
    @Property(tries = 60)
    void aVictimIsAlwaysCachedAndAllCanBeEvicted(
            @ForAll PolicyKind kind,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int room) {
        PolicyDriver driver = new PolicyDriver(kind, room, seed, true);
        for (int i = 0; i < 600; i++) {
            driver.step();
        }
        while (!driver.cached.isEmpty()) {
            int victim = driver.policy.victim();
            assertEquals(victim, driver.policy.victim(), "named twice, the victim is the same");
            assertTrue(driver.cached.containsValue(victim), "victim " + victim);
            driver.remove(victim);
        }
        assertEquals(Policy.NONE, driver.policy.victim());
    }

    @Property(tries = 30)
    void theSameCallsGiveTheSameChoices(@ForAll PolicyKind kind, @ForAll long seed) {
        PolicyDriver one = new PolicyDriver(kind, 40, seed, true);
        PolicyDriver other = new PolicyDriver(kind, 40, seed, true);
        for (int i = 0; i < 1_000; i++) {
            one.step();
            other.step();
        }
        assertEquals(one.log, other.log);
    }

    @Property(tries = 40)
    void simplePoliciesAgreeWithNaiveOnes(
            @ForAll("simple") PolicyKind kind,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 30) int room) {
        PolicyDriver real = new PolicyDriver(kind, room, seed, false);
        PolicyDriver naive = new PolicyDriver(NaivePolicies.of(kind), room, seed, false);
        for (int i = 0; i < 1_000; i++) {
            real.step();
            naive.step();
        }
        assertEquals(naive.log, real.log);
    }

    @Property(tries = 20)
    void whatIsUnknownIsIgnored(@ForAll PolicyKind kind, @ForAll @IntRange(min = 0) int id) {
        Policy policy = kind.create(new PolicyConfig(100));
        policy.hit(id);
        policy.removed(id);
        assertEquals(Policy.NONE, policy.victim());
        policy.added(3, 77, 1);
        policy.removed(3);
        policy.removed(3);
        policy.hit(3);
        assertEquals(Policy.NONE, policy.victim());
    }

    @Property(tries = 20)
    void aResponseMayBeReplacedBeforeTheOlderOneIsRemoved(@ForAll PolicyKind kind) {
        Policy policy = kind.create(new PolicyConfig(1_000));
        for (int id = 0; id < 20; id++) {
            policy.added(id, 77, 1);
            policy.removed(id - 1);
            policy.hit(id);
        }
        policy.added(20, 78, 1);
        policy.removed(policy.victim());
        policy.removed(policy.victim());
        assertEquals(Policy.NONE, policy.victim());
    }

    @Provide
    Arbitrary<PolicyKind> simple() {
        return Arbitraries.of(PolicyKind.LRU, PolicyKind.FIFO, PolicyKind.LFU, PolicyKind.SIEVE);
    }
}
