package io.neurocache.predict.eviction;

import java.util.SplittableRandom;

/**
 * The objects a learned policy knows, cached ones and ghosts, by node, and the lists they stand in.
 *
 * <p>A node stays with its object when that leaves the cache and comes back. Cached objects stand
 * in a list of those of their class, ghosts in one of their own, from which the oldest is forgotten
 * when there are more than twice as many as cached objects, or 65,536. 32 bytes a node, 4 an id and
 * 5 to 11 for the index.
 */
final class ObjectTable {
    static final int NONE = -1;

    private static final int FEWEST_GHOSTS = 65_536;

    /** Draws that may meet nothing before another way is taken. */
    private static final int DRAWS = 24;

    private final SplittableRandom random;
    private final Lists lists;
    private final int ghosts;
    private final HashIndex index = new HashIndex();

    /** Classes that had objects of late. */
    private final int[] active;

    private final boolean[] isActive;
    private int activeCount;

    /**
     * By node: the id of a cached object, NONE of a ghost; of a free node the next free one + 1.
     */
    private int[] idOf = new int[0];

    /** By id: its node + 1, 0 for those that are not cached. */
    private int[] nodeOf = new int[0];

    private int ids;
    private int usedNodes;
    private int firstFree;
    private int cached;
    private long cachedBytes;

    ObjectTable(int classes, SplittableRandom random) {
        this.random = random;
        lists = new Lists(classes + 1);
        ghosts = classes;
        active = new int[classes];
        isActive = new boolean[classes];
    }

    /** The node of an object by its hash, or NONE. */
    int find(long hash) {
        return index.find(hash);
    }

    /** The node of a cached object by its id, or NONE. */
    int nodeOf(int id) {
        return id >= 0 && id < nodeOf.length ? nodeOf[id] - 1 : NONE;
    }

    int idOf(int node) {
        return idOf[node];
    }

    boolean isCached(int node) {
        return idOf[node] != NONE;
    }

    long bytes(int node) {
        return lists.bytesOf(node);
    }

    long hash(int node) {
        return index.hash(node);
    }

    int cached() {
        return cached;
    }

    long cachedBytes() {
        return cachedBytes;
    }

    /** One more than the largest node. */
    int nodes() {
        return usedNodes;
    }

    /** Adds an object that is not known as a ghost; returns its node. */
    int enter(long hash, long bytes) {
        int node;
        if (firstFree == 0) {
            node = usedNodes++;
            idOf = Growth.with(idOf, node);
        } else {
            node = firstFree - 1;
            firstFree = idOf[node];
        }
        idOf[node] = NONE;
        index.put(hash, node);
        lists.add(ghosts, node, bytes);
        return node;
    }

    /** Makes a ghost the one that is forgotten last, with the size it has now. */
    void refresh(int node, long bytes) {
        lists.remove(node);
        lists.add(ghosts, node, bytes);
    }

    /** Makes a ghost a cached object of a class. */
    void cache(int node, int id, long bytes, int itsClass) {
        lists.remove(node);
        lists.add(itsClass, node, bytes);
        activate(itsClass);
        nodeOf = Growth.with(nodeOf, id);
        nodeOf[id] = node + 1;
        idOf[node] = id;
        ids = Math.max(ids, id + 1);
        cached++;
        cachedBytes += bytes;
    }

    /** Makes a cached object the newest of a class. */
    void move(int node, int itsClass) {
        lists.move(itsClass, node);
        activate(itsClass);
    }

    /** Makes a cached object a ghost. */
    void uncache(int node) {
        nodeOf[idOf[node]] = 0;
        idOf[node] = NONE;
        cached--;
        cachedBytes -= lists.bytesOf(node);
        lists.move(ghosts, node);
    }

    /** Forgets the oldest ghosts where there are too many. */
    void trimGhosts() {
        int most = Math.max(FEWEST_GHOSTS, 2 * cached);
        while (lists.count(ghosts) > most) {
            int node = lists.oldest(ghosts);
            lists.remove(node);
            index.remove(node);
            idOf[node] = firstFree;
            firstFree = node + 1;
        }
    }

    /** How many classes may have cached objects. */
    int activeClasses() {
        return activeCount;
    }

    /** The oldest object of an active class, or NONE; then the class is active no more. */
    int oldest(int place) {
        int node = lists.oldest(active[place]);
        if (node == NONE) {
            isActive[active[place]] = false;
            active[place] = active[--activeCount];
        }
        return node;
    }

    int activeClass(int place) {
        return active[place];
    }

    /** The next newer object of the same class, or NONE. */
    int newer(int node) {
        return lists.newer(node);
    }

    /** A cached object, each as likely as the others where ids are used densely; NONE if empty. */
    int randomCached() {
        for (int i = 0; i < DRAWS && cached > 0; i++) {
            int node = nodeOf[draw(ids)] - 1;
            if (node != NONE) {
                return node;
            }
        }
        int found = NONE;
        while (found == NONE && activeCount > 0) {
            found = oldest(draw(activeCount));
        }
        return found;
    }

    /** A ghost, or NONE when a few draws met none. */
    int randomGhost() {
        for (int i = 0; i < DRAWS / 3 && usedNodes > 0; i++) {
            int node = draw(usedNodes);
            if (lists.listOf(node) == ghosts) {
                return node;
            }
        }
        return NONE;
    }

    /** A number below a bound, near enough as likely as the others; without a division. */
    private int draw(int bound) {
        return (int) (((random.nextInt() & 0xFFFF_FFFFL) * bound) >>> 32);
    }

    private void activate(int itsClass) {
        if (!isActive[itsClass]) {
            isActive[itsClass] = true;
            active[activeCount++] = itsClass;
        }
    }
}
