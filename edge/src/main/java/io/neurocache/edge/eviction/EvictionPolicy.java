package io.neurocache.edge.eviction;

/**
 * Chooses what is kept: which object enters the cache, and which leaves it when room is needed.
 *
 * <p>Objects are named by the small ids the slab gives them; an id is used again after its object
 * is gone. What is not cached is named by a hash of its key, under which a policy may remember it.
 * A policy keeps no heap object per cached object: what it must remember lives in {@link
 * ObjectWords}, or in arrays of its own.
 *
 * <p>Safe from any thread. {@link #hit} is called on event loops for every hit: it must not block,
 * allocate, or take a contended lock, and may forget some hits under load.
 */
public interface EvictionPolicy {
    /** Returned by {@link #victim} when there is nothing to evict. */
    int NONE = -1;

    /**
     * An object that is not cached was asked for and fetched: says whether it is worth what would
     * have to go for it. Asked once for each fetch, before {@link #added}.
     *
     * @param keyHash of its key
     * @param bytes of its body
     */
    boolean admit(long keyHash, long bytes);

    /**
     * An object entered the cache.
     *
     * @param id its id
     * @param keyHash of its key
     * @param bytes what it occupies in the slab
     */
    void added(int id, long keyHash, long bytes);

    /** An object was served. */
    void hit(int id);

    /** An object left the cache, evicted or purged; unknown ids are ignored. */
    void removed(int id);

    /**
     * The slab is full: the object to evict next, or {@link #NONE}; the caller removes it and then
     * says so.
     */
    int victim();

    /**
     * What is to leave for an object that is admitted and about to enter, though the slab is not
     * full: a policy that keeps some room free has what is on its way into the cache push out
     * nothing before it is known to be worth it. Asked until it says {@link #NONE}, or often
     * enough; the caller removes what is named and then says so.
     *
     * @param bytes of the object's body
     */
    default int surplus(long bytes) {
        return NONE;
    }
}
