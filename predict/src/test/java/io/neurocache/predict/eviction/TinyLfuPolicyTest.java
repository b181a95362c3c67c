package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What W-TinyLFU is for. */
class TinyLfuPolicyTest {
    private static final int CAPACITY = 100;

    private final Policy policy =
            PolicyKind.TINYLFU.create(new PolicyConfig(CAPACITY, true, Objective.OBJECTS, 1));
    private final Map<Long, Integer> idOf = new HashMap<>();
    private final Map<Integer, Long> keyOf = new HashMap<>();

    @Test
    void aScanDoesNotDisplaceWhatIsAskedForOften() {
        for (int round = 0; round < 10; round++) {
            for (long key = 0; key < 80; key++) {
                request(key);
            }
        }
        for (long key = 1_000; key < 3_000; key++) {
            request(key);
        }
        long kept = 0;
        for (long key = 0; key < 80; key++) {
            kept += idOf.containsKey(key) ? 1 : 0;
        }
        assertTrue(kept >= 78, "kept " + kept);
    }

    @Test
    void whatBecomesPopularGetsIn() {
        for (int i = 0; i < 20_000; i++) {
            request(i % 90);
        }
        int hits = 0;
        for (int i = 0; i < 20_000; i++) {
            hits += request(500 + i % 90) ? 1 : 0;
        }
        assertTrue(hits > 15_000, "hits " + hits);
    }

    @Test
    void anObjectLargerThanTheWindowMayBeKept() {
        Policy bytes = PolicyKind.TINYLFU.create(new PolicyConfig(1_000));
        assertTrue(bytes.admit(1, 900));
        bytes.added(0, 1, 900);
        assertFalse(bytes.admit(2, 900), "asked for once, as the other");
        assertEquals(0, bytes.victim());
    }

    private boolean request(long key) {
        Integer id = idOf.get(key);
        if (id != null) {
            policy.hit(id);
            return true;
        }
        long hash = new SplittableRandom(key).nextLong();
        if (policy.admit(hash, 1)) {
            int free = idOf.size();
            if (free == CAPACITY) {
                free = policy.victim();
                policy.removed(free);
                idOf.remove(keyOf.remove(free));
            }
            idOf.put(key, free);
            keyOf.put(free, key);
            policy.added(free, hash, 1);
        }
        return false;
    }
}
