package io.neurocache.predict.eviction;

/**
 * Low inter-reference recency set (Jiang, Zhang, "LIRS: an efficient low inter-reference recency
 * set replacement policy to improve buffer cache performance", SIGMETRICS 2002): objects whose last
 * two requests were close together (LIR) keep 99 % of the bytes; all others (HIR) pass through the
 * queue Q, and those asked for again while still on the stack S change places with the oldest LIR
 * object.
 *
 * <p>As in libCacheSim an object that is larger than Q is not taken, and the ghosts on the stack
 * stand for as many bytes as the cache has.
 *
 * <p>An object has a node of its own here, cached or not, because ghosts stand on the stack among
 * the cached. 62 to 68 bytes a node.
 */
final class LirsPolicy implements Policy {
    /** Of the queue lists: cached HIR objects, and the ghosts among the stack's nodes. */
    private static final int Q = 0;

    private static final int GHOSTS = 1;

    private static final int S = 0;

    private static final byte HIR = 0;
    private static final byte LIR = 1;

    private final Lists stack = new Lists(1);
    private final Lists queues = new Lists(2);
    private final HashIndex index = new HashIndex();
    private long capacity;
    private long lirCapacity;
    private long hirCapacity;
    private long lirBytes;

    // By node.
    private byte[] kind = new byte[0];

    /** The id of a cached object, NONE of a ghost; of a free node the next free one + 1. */
    private int[] idOf = new int[0];

    /** By id: its node + 1, 0 for those that are not cached. */
    private int[] nodeOf = new int[0];

    private int firstFree;
    private int used;

    LirsPolicy(long capacity) {
        share(capacity);
    }

    private void share(long bytes) {
        capacity = bytes;
        hirCapacity = Math.max(1, bytes / 100);
        lirCapacity = bytes - hirCapacity;
    }

    @Override
    public boolean admit(long hash, long bytes) {
        return bytes <= hirCapacity;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        int node = index.find(hash);
        if (node != NONE && idOf[node] != NONE) {
            // Replaced by a newer response, which comes before the older one is removed.
            removed(idOf[node]);
            node = index.find(hash);
        }
        boolean ghost = node != HashIndex.NONE;
        if (ghost) {
            queues.remove(node);
        } else {
            node = allocate(hash);
        }
        nodeOf = Growth.with(nodeOf, id);
        nodeOf[id] = node + 1;
        idOf[node] = id;
        if (ghost) {
            stack.remove(node);
            stack.add(S, node, bytes);
            promote(node);
        } else {
            stack.add(S, node, bytes);
            if (lirBytes + bytes <= lirCapacity) {
                kind[node] = LIR;
                lirBytes += bytes;
            } else {
                queues.add(Q, node, bytes);
            }
        }
    }

    @Override
    public void hit(int id) {
        int node = nodeOf(id);
        if (node == NONE) {
            return;
        }
        if (kind[node] == LIR) {
            stack.move(S, node);
            prune();
        } else if (stack.contains(node)) {
            stack.move(S, node);
            queues.remove(node);
            promote(node);
        } else {
            stack.add(S, node, stack.bytesOf(node));
            queues.move(Q, node);
        }
    }

    @Override
    public void removed(int id) {
        int node = nodeOf(id);
        if (node == NONE) {
            return;
        }
        nodeOf[id] = 0;
        idOf[node] = NONE;
        if (kind[node] == LIR) {
            kind[node] = HIR;
            lirBytes -= stack.bytesOf(node);
        } else {
            queues.remove(node);
        }
        if (stack.contains(node)) {
            queues.add(GHOSTS, node, stack.bytesOf(node));
            prune();
            boundGhosts();
        } else {
            free(node);
        }
    }

    @Override
    public int victim() {
        int node = queues.oldest(Q);
        if (node == NONE) {
            // All are LIR: the one at the bottom of the stack goes; it is cached, or pruning took
            // it.
            node = stack.oldest(S);
        }
        return node == NONE ? NONE : idOf[node];
    }

    @Override
    public void capacity(long bytes) {
        share(bytes);
        if (lirBytes > lirCapacity) {
            prune();
            demote();
        }
        boundGhosts();
    }

    /** Makes a HIR node on top of the stack LIR, and the oldest LIR nodes HIR for their room. */
    private void promote(int node) {
        kind[node] = LIR;
        lirBytes += stack.bytesOf(node);
        prune();
        demote();
    }

    /** Makes the oldest LIR nodes HIR until the others fit; the stack has been pruned. */
    private void demote() {
        while (lirBytes > lirCapacity && stack.oldest(S) != NONE) {
            int bottom = stack.oldest(S);
            stack.remove(bottom);
            kind[bottom] = HIR;
            lirBytes -= stack.bytesOf(bottom);
            queues.add(Q, bottom, stack.bytesOf(bottom));
            prune();
        }
    }

    /** Takes HIR nodes off the bottom of the stack; ghosts among them are forgotten. */
    private void prune() {
        for (int node = stack.oldest(S);
                node != NONE && kind[node] == HIR;
                node = stack.oldest(S)) {
            stack.remove(node);
            if (queues.listOf(node) == GHOSTS) {
                queues.remove(node);
                free(node);
            }
        }
    }

    private void boundGhosts() {
        while (queues.bytes(GHOSTS) > capacity) {
            int node = queues.oldest(GHOSTS);
            queues.remove(node);
            stack.remove(node);
            free(node);
        }
    }

    private int nodeOf(int id) {
        return id >= 0 && id < nodeOf.length ? nodeOf[id] - 1 : NONE;
    }

    private int allocate(long hash) {
        int node;
        if (firstFree == 0) {
            node = used++;
            kind = Growth.with(kind, node);
            idOf = Growth.with(idOf, node);
        } else {
            node = firstFree - 1;
            firstFree = idOf[node];
        }
        kind[node] = HIR;
        index.put(hash, node);
        return node;
    }

    private void free(int node) {
        index.remove(node);
        idOf[node] = firstFree;
        firstFree = node + 1;
    }
}
