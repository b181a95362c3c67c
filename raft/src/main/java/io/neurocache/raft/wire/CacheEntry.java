package io.neurocache.raft.wire;

import io.neurocache.raft.Bytes;
import io.neurocache.slab.Check;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * What the cluster knows of a cached object. Immutable, its arrays are not written by anybody; safe
 * from any thread.
 *
 * @param key its cache key
 * @param object what it is
 * @param accessCount how often it was asked for, as far as edges told
 * @param lastUse index of the entry of the log that told of it last
 * @param index of the entry that placed it last
 * @param edges ids of the members that hold it, rising
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hand below
public record CacheEntry(
        Bytes key, CacheObject object, long accessCount, long lastUse, long index, int[] edges) {

    /** Whether a member holds it. */
    public boolean isAt(int member) {
        return Arrays.binarySearch(edges, member) >= 0;
    }

    /** The same at one more member. */
    public CacheEntry with(int member, long at) {
        if (isAt(member)) {
            return new CacheEntry(key, object, accessCount, at, at, edges);
        }
        int[] more = Arrays.copyOf(edges, edges.length + 1);
        more[edges.length] = member;
        Arrays.sort(more);
        return new CacheEntry(key, object, accessCount, at, at, more);
    }

    /** The same without a member that holds it. */
    public CacheEntry without(int member) {
        Check.argument(isAt(member), "the member does not hold it", member);
        int[] fewer = Arrays.stream(edges).filter(edge -> edge != member).toArray();
        return new CacheEntry(key, object, accessCount, lastUse, index, fewer);
    }

    /** The same, as far as these members hold it; perhaps none of them does. */
    public CacheEntry among(IntPredicate members) {
        int[] held = Arrays.stream(edges).filter(members).toArray();
        return held.length == edges.length
                ? this
                : new CacheEntry(key, object, accessCount, lastUse, index, held);
    }

    /** The same, asked for so often more. */
    public CacheEntry used(long times, long at) {
        return new CacheEntry(key, object, accessCount + times, at, index, edges);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheEntry entry
                && key.equals(entry.key)
                && object.equals(entry.object)
                && accessCount == entry.accessCount
                && lastUse == entry.lastUse
                && index == entry.index
                && Arrays.equals(edges, entry.edges);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + (int) index;
    }

    @Override
    public String toString() {
        return key + " " + object + " at " + Arrays.toString(edges) + " since " + index;
    }
}
