package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the learned policy does for an object, beside the figures of whole traces. */
class LearnedPolicyTest {
    private static final int CAPACITY = 200;

    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void whatIsAskedForOnceTakesTheRoomOfItsLikeOnly() {
        Cache cache = new Cache(policy(Objective.OBJECTS));
        for (int i = 0; i < 20_000; i++) {
            cache.request(i % 2 == 0 ? random.nextInt(150) : 1_000 + i, 1);
        }
        for (int i = 0; i < 1_000; i++) {
            cache.request(100_000 + i, 1);
        }
        int kept = 0;
        for (long key = 0; key < 150; key++) {
            kept += cache.holds(key) ? 1 : 0;
        }
        assertTrue(kept >= 145, "kept " + kept);
    }

    @Test
    void whatLeftIsRememberedWhenItComesBack() {
        Policy policy = policy(Objective.OBJECTS);
        Cache cache = new Cache(policy);
        for (int i = 0; i < 20_000; i++) {
            cache.request(i % 2 == 0 ? random.nextInt(150) : 1_000 + i, 1);
        }
        int id = cache.idOf(7);
        policy.removed(id);
        assertTrue(policy.admit(hash(7), 1), "asked for often before it was purged");
    }

    @Test
    void allThatIsPlannedGoesForALargeObject() {
        Policy policy = policy(Objective.BYTES);
        for (int id = 0; id < CAPACITY; id++) {
            policy.admit(hash(id), 1);
            policy.added(id, hash(id), 1);
        }
        Set<Integer> gone = new HashSet<>();
        while (gone.size() < CAPACITY) {
            int victim = policy.victim();
            assertTrue(gone.add(victim), "twice: " + victim);
            policy.removed(victim);
        }
        assertEquals(Policy.NONE, policy.victim());
    }

    private static Policy policy(Objective objective) {
        return PolicyKind.LEARNED.create(new PolicyConfig(CAPACITY, true, objective, 1));
    }

    private static long hash(long key) {
        return new SplittableRandom(key).nextLong();
    }

    /** A cache of objects of one size, by key. */
    private static final class Cache {
        private final Policy policy;
        private final Map<Long, Integer> idOf = new HashMap<>();
        private final long[] keyOf = new long[CAPACITY];

        Cache(Policy policy) {
            this.policy = policy;
        }

        int idOf(long key) {
            return Objects.requireNonNull(idOf.get(key));
        }

        boolean holds(long key) {
            return idOf.containsKey(key);
        }

        void request(long key, long bytes) {
            Integer id = idOf.get(key);
            if (id != null) {
                policy.hit(id);
            } else if (policy.admit(hash(key), bytes)) {
                int free = idOf.size();
                if (free == CAPACITY) {
                    free = policy.victim();
                    policy.removed(free);
                    idOf.remove(keyOf[free]);
                }
                keyOf[free] = key;
                idOf.put(key, free);
                policy.added(free, hash(key), bytes);
            }
        }
    }
}
