package io.neurocache.predict.eviction;

/**
 * What is remembered of objects that left: their hash and size, in lists of their own.
 *
 * <p>The nodes are numbered here and have nothing to do with ids. A ghost costs about 50 bytes.
 */
final class Ghosts {
    static final int NONE = -1;

    private final Lists lists;
    private final HashIndex index = new HashIndex();
    private long[] hashes = new long[0];

    /** Nodes that were used and are free, linked by their number + 1; 0 ends the chain. */
    private int[] nextFree = new int[0];

    private int firstFree;
    private int used;

    Ghosts(int lists) {
        this.lists = new Lists(lists);
    }

    /** The node of a hash, or NONE. */
    int find(long hash) {
        return index.find(hash);
    }

    int listOf(int node) {
        return lists.listOf(node);
    }

    long bytes(int list) {
        return lists.bytes(list);
    }

    int count(int list) {
        return lists.count(list);
    }

    /** Remembers an object as the newest of a list; what was known of it before is replaced. */
    void add(int list, long hash, long bytes) {
        int before = index.find(hash);
        if (before != NONE) {
            remove(before);
        }
        int node = allocate();
        hashes[node] = hash;
        index.put(hash, node);
        lists.add(list, node, bytes);
    }

    /** Makes a ghost the newest of its list. */
    void touch(int node) {
        lists.move(lists.listOf(node), node);
    }

    void remove(int node) {
        lists.remove(node);
        index.remove(hashes[node]);
        nextFree[node] = firstFree;
        firstFree = node + 1;
    }

    /** Forgets the oldest of a list until the rest takes up to so many bytes. */
    void shrink(int list, long bytes) {
        while (lists.bytes(list) > bytes) {
            remove(lists.oldest(list));
        }
    }

    /** Forgets the oldest of a list, if there is one. */
    void dropOldest(int list) {
        if (lists.count(list) > 0) {
            remove(lists.oldest(list));
        }
    }

    private int allocate() {
        if (firstFree == 0) {
            hashes = Growth.with(hashes, used);
            nextFree = Growth.with(nextFree, used);
            return used++;
        }
        int node = firstFree - 1;
        firstFree = nextFree[node];
        return node;
    }
}
