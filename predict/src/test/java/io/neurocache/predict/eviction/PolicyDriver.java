package io.neurocache.predict.eviction;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** A small cache under random requests, purges, and objects added without being asked for. */
final class PolicyDriver {
    final Policy policy;
    final Map<Integer, Integer> cached = new HashMap<>();
    final List<Integer> log = new ArrayList<>();
    private final Map<Integer, Integer> keyOf = new HashMap<>();
    private final List<Integer> freeIds = new ArrayList<>();
    private final SplittableRandom random;
    private final boolean wild;
    private int room;
    private int ids;
    int keys = 80;
    int used;
    int hits;

    PolicyDriver(PolicyKind kind, int room, long seed, boolean wild) {
        this(kind.create(new PolicyConfig(room, false, Objective.OBJECTS, 5)), room, seed, wild);
    }

    PolicyDriver(Policy policy, int room, long seed, boolean wild) {
        this.policy = policy;
        this.room = room;
        this.wild = wild;
        random = new SplittableRandom(seed);
    }

    void step() {
        int one = random.nextInt(keys);
        int key = Math.min(one, random.nextInt(keys));
        Integer id = cached.get(key);
        if (id != null) {
            hits++;
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
        makeRoom(bytes);
        int added = freeIds.isEmpty() ? ids++ : freeIds.removeLast();
        cached.put(key, added);
        keyOf.put(added, key);
        used += bytes;
        policy.added(added, hash(key), bytes);
    }

    /** Takes victims until so many bytes fit. */
    void makeRoom(int bytes) {
        while (used + bytes > room) {
            int victim = policy.victim();
            assertTrue(cached.containsValue(victim), "victim " + victim);
            log.add(victim);
            remove(victim);
        }
    }

    /** Tells the policy of another capacity; what no longer fits stays until room is made. */
    void resize(int capacity) {
        room = capacity;
        policy.capacity(capacity);
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
