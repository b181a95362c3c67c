package io.neurocache.slab;

/**
 * Makes room when the slab is full: the seam to an eviction policy.
 *
 * <p>Called on whatever thread is writing, by several at once, with no lock of the slab held.
 */
@FunctionalInterface
public interface Reclaimer {
    /** A reclaimer that never evicts: a full slab stays full. */
    Reclaimer NEVER = (slab, bytesNeeded) -> false;

    /**
     * Evicts at least one object, by {@link Slab#removeById(int)} or {@link Slab#remove(long)}.
     *
     * @param slab the slab that is full
     * @param bytesNeeded bytes that could not be allocated; a hint how much to evict
     * @return false when nothing is left that may be evicted
     */
    boolean reclaim(Slab slab, long bytesNeeded);
}
