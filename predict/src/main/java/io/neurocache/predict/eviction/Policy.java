package io.neurocache.predict.eviction;

import java.util.Optional;

/**
 * Chooses what a cache keeps.
 *
 * <p>Objects in the cache are named by small ids, which are used again after an object is gone.
 * Objects outside are named by a well-mixed hash of their key, under which a policy may remember
 * them for a while (a ghost).
 *
 * <p>The order of calls for a request is {@link #hit}, or else {@link #admit} and, when that
 * agrees, {@link #victim} and {@link #removed} until there is room, then {@link #added}. Other
 * requests may come in between, an object may be added without having been asked for, and removed
 * at any time. The capacity may change at any time, too.
 *
 * <p>Nothing is allocated by a call, but for arrays that double as there are more objects. What a
 * call costs does not depend on the number of objects unless the policy says so. Confined to one
 * thread at a time.
 */
public interface Policy {
    /** Returned by {@link #victim} when there is nothing to evict. */
    int NONE = -1;

    /**
     * An object that is not in the cache was asked for: says whether it is worth what would have to
     * go for it. To be called once for each such request, stored or not: policies learn from it.
     *
     * @param hash a well-mixed hash of its key
     * @param bytes what it would occupy, at most the capacity
     */
    boolean admit(long hash, long bytes);

    /**
     * An object entered the cache.
     *
     * @param id its id, not in use by another object
     * @param hash a well-mixed hash of its key
     * @param bytes what it occupies
     */
    void added(int id, long hash, long bytes);

    /** An object in the cache was asked for; an unknown id is ignored. */
    void hit(int id);

    /** An object left the cache, evicted or purged; an unknown id is ignored. */
    void removed(int id);

    /** The object to evict next, or {@link #NONE}; the caller removes it and then says so. */
    int victim();

    /**
     * The cache has another capacity from now on, say because another overhead of its storage is
     * known. Where it is smaller than what is cached, the caller takes victims until the rest fits,
     * at once or before the next object enters. What was learnt stays; costs as much as what has to
     * be forgotten at a smaller capacity.
     *
     * @param bytes above 0, in the unit of {@link PolicyConfig#capacity}
     */
    void capacity(long bytes);

    /** What guards the policy, if anything does: only those that learn have to be. */
    default Optional<GuardStats> guardStats() {
        return Optional.empty();
    }
}
