package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
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
        Driver driver = new Driver(kind, room, seed, true);
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
        Driver one = new Driver(kind, 40, seed, true);
        Driver other = new Driver(kind, 40, seed, true);
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
        Driver real = new Driver(kind, room, seed, false);
        Driver naive = new Driver(NaivePolicies.of(kind), room, seed, false);
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

    /** A small cache under random requests, purges, and objects added without being asked for. */
    private static final class Driver {
        final Policy policy;
        final Map<Integer, Integer> cached = new HashMap<>();
        final List<Integer> log = new ArrayList<>();
        private final Map<Integer, Integer> keyOf = new HashMap<>();
        private final List<Integer> freeIds = new ArrayList<>();
        private final SplittableRandom random;
        private final int room;
        private final boolean wild;
        private int used;

        Driver(PolicyKind kind, int room, long seed, boolean wild) {
            this(
                    kind.create(new PolicyConfig(room, false, Objective.OBJECTS, 5)),
                    room,
                    seed,
                    wild);
        }

        Driver(Policy policy, int room, long seed, boolean wild) {
            this.policy = policy;
            this.room = room;
            this.wild = wild;
            random = new SplittableRandom(seed);
            for (int id = 0; id < room; id++) {
                freeIds.add(id);
            }
        }

        void step() {
            int one = random.nextInt(80);
            int key = Math.min(one, random.nextInt(80));
            Integer id = cached.get(key);
            if (id != null) {
                if (wild && random.nextInt(10) == 0) {
                    remove(id);
                } else {
                    policy.hit(id);
                }
                return;
            }
            int bytes = bytes(key);
            boolean unasked = wild && random.nextInt(10) == 0;
            if (bytes > room || !(unasked || policy.admit(hash(key), bytes))) {
                log.add(-key);
                return;
            }
            while (used + bytes > room) {
                int victim = policy.victim();
                assertNotEquals(Policy.NONE, victim);
                log.add(victim);
                remove(victim);
            }
            int added = freeIds.removeLast();
            cached.put(key, added);
            keyOf.put(added, key);
            used += bytes;
            policy.added(added, hash(key), bytes);
        }

        void remove(int id) {
            int key = Objects.requireNonNull(keyOf.get(id));
            cached.remove(key);
            freeIds.add(id);
            used -= bytes(key);
            policy.removed(id);
        }

        private static int bytes(int key) {
            return 1 + key % 7;
        }

        private static long hash(int key) {
            return new SplittableRandom(key).nextLong();
        }
    }
}
