package io.neurocache.predict.eviction;

/**
 * Adaptive replacement (Megiddo, Modha, "ARC: a self-tuning, low overhead replacement cache", FAST
 * 2003, figure 4): T1 holds what was asked for once, T2 what was asked for again, B1 and B2
 * remember what left them, and hits on those move the target p for T1.
 *
 * <p>With sizes, lists and target are in bytes, while a ghost hit moves the target by the ratio of
 * the ghost lists alone, as libCacheSim does: p then stays near 0, T1 goes first, and ARC is a poor
 * choice where objects differ in size.
 */
final class ArcPolicy implements Policy {
    private static final int ONE = 0;
    private static final int TWO = 1;
    private static final int NEITHER = -1;

    private final Lists cached = new Lists(2);
    private final Ghosts ghosts = new Ghosts(2);
    private long capacity;
    private long[] hashes = new long[0];

    /** The paper's p: the bytes that T1 should have. */
    private double target;

    // Of the object that was asked for last and is not cached.
    private int incomingGhost = NEITHER;
    private long incomingBytes;

    /** T1 alone fills the cache and B1 is empty: what leaves is not remembered (case IV). */
    private boolean forgetVictim;

    ArcPolicy(long capacity) {
        this.capacity = capacity;
    }

    @Override
    public boolean admit(long hash, long bytes) {
        int ghost = ghosts.find(hash);
        incomingBytes = bytes;
        incomingGhost = ghost == Ghosts.NONE ? NEITHER : ghosts.listOf(ghost);
        double b1 = (double) ghosts.bytes(ONE);
        double b2 = (double) ghosts.bytes(TWO);
        if (incomingGhost == ONE) {
            target = Math.min((double) capacity, target + Math.max(1, b2 / b1));
        } else if (incomingGhost == TWO) {
            target = Math.max(0, target - Math.max(1, b1 / b2));
        }
        return true;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        hashes = Growth.with(hashes, id);
        hashes[id] = hash;
        int ghost = ghosts.find(hash);
        if (ghost == Ghosts.NONE) {
            cached.add(ONE, id, bytes);
        } else {
            ghosts.remove(ghost);
            cached.add(TWO, id, bytes);
        }
        incomingGhost = NEITHER;
        incomingBytes = 0;
    }

    @Override
    public void hit(int id) {
        if (cached.contains(id)) {
            cached.move(TWO, id);
        }
    }

    @Override
    public void removed(int id) {
        int list = cached.listOf(id);
        if (list == NONE) {
            return;
        }
        if (!forgetVictim) {
            ghosts.add(list, hashes[id], cached.bytesOf(id));
        }
        forgetVictim = false;
        cached.remove(id);
    }

    @Override
    public int victim() {
        forgetVictim = false;
        if (incomingGhost == NEITHER) {
            long first = cached.bytes(ONE) + ghosts.bytes(ONE);
            long all = first + cached.bytes(TWO) + ghosts.bytes(TWO);
            if (first + incomingBytes > capacity) {
                if (ghosts.count(ONE) == 0 && cached.count(ONE) > 0) {
                    forgetVictim = true;
                    return cached.oldest(ONE);
                }
                ghosts.dropOldest(ONE);
            } else if (all + incomingBytes > 2 * capacity) {
                ghosts.dropOldest(TWO);
            }
        }
        return replace();
    }

    @Override
    public void capacity(long bytes) {
        // The paper's target keeps its share; the ghosts keep to the paper's bounds.
        boolean less = bytes < capacity;
        target *= (double) bytes / capacity;
        capacity = bytes;
        if (less) {
            ghosts.shrink(ONE, Math.max(0, capacity - cached.bytes(ONE)));
            long others = cached.bytes(ONE) + cached.bytes(TWO) + ghosts.bytes(ONE);
            ghosts.shrink(TWO, Math.max(0, 2 * capacity - others));
        }
    }

    private int replace() {
        long t1 = cached.bytes(ONE);
        boolean fromOne =
                cached.count(ONE) > 0 && (t1 > target || (incomingGhost == TWO && t1 >= target));
        return cached.oldest(fromOne || cached.count(TWO) == 0 ? ONE : TWO);
    }
}
