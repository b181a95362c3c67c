package io.neurocache.predict.replay;

import io.neurocache.predict.eviction.Policy;
import io.neurocache.predict.trace.Trace;
import io.neurocache.slab.Check;
import java.util.Arrays;

/** A cache that one of our policies runs, with ids that are used again as the slab's are. */
final class PolicySimulation implements Simulation {
    private static final int ABSENT = -1;

    private final Trace trace;
    private final Policy policy;
    private final long capacity;
    private final int[] idOfKey;
    private int[] keyOfId = new int[1 << 10];
    private int[] freeIds = new int[1 << 10];
    private int free;
    private int ids;
    private long used;

    PolicySimulation(Trace trace, Policy policy, long capacity) {
        this.trace = trace;
        this.policy = policy;
        this.capacity = capacity;
        idOfKey = new int[trace.keys()];
        Arrays.fill(idOfKey, ABSENT);
    }

    @Override
    public boolean request(int key) {
        int id = idOfKey[key];
        if (id != ABSENT) {
            policy.hit(id);
            return true;
        }
        long bytes = trace.size(key);
        long hash = trace.keyHash(key);
        if (bytes <= capacity && policy.admit(hash, bytes)) {
            makeRoom(bytes);
            int added = takeId();
            idOfKey[key] = added;
            keyOfId[added] = key;
            used += bytes;
            policy.added(added, hash, bytes);
        }
        return false;
    }

    /** Whether a key's object is cached. */
    boolean holds(int key) {
        return idOfKey[key] != ABSENT;
    }

    private void makeRoom(long bytes) {
        while (used + bytes > capacity) {
            int victim = policy.victim();
            Check.invariant(victim != Policy.NONE, "a full cache without a victim");
            int key = keyOfId[victim];
            Check.invariant(idOfKey[key] == victim, "a victim that is not cached: id", victim);
            idOfKey[key] = ABSENT;
            used -= trace.size(key);
            freeIds[free++] = victim;
            policy.removed(victim);
        }
    }

    private int takeId() {
        if (free > 0) {
            return freeIds[--free];
        }
        if (ids == keyOfId.length) {
            keyOfId = Arrays.copyOf(keyOfId, ids * 2);
            freeIds = Arrays.copyOf(freeIds, ids * 2);
        }
        return ids++;
    }
}
