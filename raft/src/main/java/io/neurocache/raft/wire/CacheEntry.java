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
 * @param putIndex of the entry by which a client's put of it superseded all others; 0 for none
 * @param edges ids of the members that hold it, rising
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hand below
public record CacheEntry(
        Bytes key,
        CacheObject object,
        long accessCount,
        long lastUse,
        long index,
        long putIndex,
        int[] edges) {

    /** An object that was not known; nobody holds it yet. */
    public static CacheEntry unknown(Bytes key, CacheObject object) {
        return new CacheEntry(key, object, 0, 0, 0, 0, new int[0]);
    }

    /** An object that an entry of the log put at a member; nobody else holds it. */
    public static CacheEntry put(Bytes key, CacheObject object, int member, long at) {
        return new CacheEntry(key, object, 0, at, at, at, new int[] {member});
    }

    /** Whether a member holds it. */
    public boolean isAt(int member) {
        return Arrays.binarySearch(edges, member) >= 0;
    }

    /**
     * The same as an entry of the log tells of it that places it at a member.
     *
     * @param now the same body, perhaps renewed
     */
    public CacheEntry placed(CacheObject now, int member, long at) {
        return new CacheEntry(key, now, accessCount, at, at, putIndex, including(member));
    }

    private int[] including(int member) {
        if (isAt(member)) {
            return edges;
        }
        int[] more = Arrays.copyOf(edges, edges.length + 1);
        more[edges.length] = member;
        Arrays.sort(more);
        return more;
    }

    /** The same without a member that holds it. */
    public CacheEntry without(int member) {
        Check.argument(isAt(member), "the member does not hold it", member);
        int[] fewer = Arrays.stream(edges).filter(edge -> edge != member).toArray();
        return new CacheEntry(key, object, accessCount, lastUse, index, putIndex, fewer);
    }

    /** The same, as far as these members hold it; perhaps none of them does. */
    public CacheEntry among(IntPredicate members) {
        int[] held = Arrays.stream(edges).filter(members).toArray();
        return held.length == edges.length
                ? this
                : new CacheEntry(key, object, accessCount, lastUse, index, putIndex, held);
    }

    /** The same, asked for so often more. */
    public CacheEntry used(long times, long at) {
        return new CacheEntry(key, object, accessCount + times, at, index, putIndex, edges);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheEntry entry
                && key.equals(entry.key)
                && object.equals(entry.object)
                && accessCount == entry.accessCount
                && lastUse == entry.lastUse
                && index == entry.index
                && putIndex == entry.putIndex
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
