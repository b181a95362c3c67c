package io.neurocache.predict.eviction;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A cache of a sample of the keys by hash, in proportion smaller, that holds nothing: what a policy
 * would have hit had it been in charge (Waldspurger, Garthwaite, Saemundsson, Ahmad, "Cache
 * modeling and optimization using miniature simulations", USENIX ATC 2017). An object larger than
 * the sample's share of the capacity is a miss here.
 */
final class ShadowCache {
    private final Policy policy;
    private final HashIndex index = new HashIndex();
    private long[] bytesOf = new long[0];

    /** Ids that were used and are free, linked by their number + 1; 0 ends the chain. */
    private int[] nextFree = new int[0];

    private @Nullable LongConsumer onEviction;
    private int firstFree;
    private int ids;
    private long used;
    private long capacity;

    ShadowCache(Policy policy, long capacity) {
        this.policy = policy;
        this.capacity = capacity;
    }

    /** Plays a request through: whether it is a hit. */
    boolean request(long hash, long bytes) {
        int id = index.find(hash);
        if (id != HashIndex.NONE) {
            policy.hit(id);
            return true;
        }
        if (bytes <= capacity && policy.admit(hash, bytes)) {
            makeRoom(bytes);
            int added = allocate();
            index.put(hash, added);
            bytesOf[added] = bytes;
            used += bytes;
            policy.added(added, hash, bytes);
        }
        return false;
    }

    /** Whether it holds an object. */
    boolean holds(long hash) {
        return index.find(hash) != HashIndex.NONE;
    }

    /** From now on somebody is told the hash of each object that leaves, until another is. */
    void onEviction(@Nullable LongConsumer listener) {
        onEviction = listener;
    }

    /** Goes on with another capacity. */
    void capacity(long bytes) {
        capacity = Math.max(1, bytes);
        policy.capacity(capacity);
        makeRoom(0);
    }

    /** Goes on with those objects whose hashes have no bit of a mask, and another capacity. */
    void thin(long mask, long bytes) {
        for (int id = 0; id < ids; id++) {
            if (bytesOf[id] > 0 && (index.hash(id) & mask) != 0) {
                remove(id);
            }
        }
        capacity(bytes);
    }

    private void makeRoom(long bytes) {
        while (used + bytes > capacity) {
            remove(policy.victim());
        }
    }

    private void remove(int id) {
        index.remove(id);
        used -= bytesOf[id];
        bytesOf[id] = 0;
        nextFree[id] = firstFree;
        firstFree = id + 1;
        policy.removed(id);
        if (onEviction != null) {
            onEviction.accept(index.hash(id));
        }
    }

    private int allocate() {
        if (firstFree == 0) {
            bytesOf = Growth.with(bytesOf, ids);
            nextFree = Growth.with(nextFree, ids);
            return ids++;
        }
        int id = firstFree - 1;
        firstFree = nextFree[id];
        return id;
    }
}
