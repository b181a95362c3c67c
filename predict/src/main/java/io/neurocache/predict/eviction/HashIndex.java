package io.neurocache.predict.eviction;

/**
 * Finds nodes by the hash of their key: open addressing with linear probing, at most half full.
 *
 * <p>The hashes are trusted to be well mixed and long enough to be told apart. Deletion shifts back
 * what follows (Knuth, TAOCP 6.4, algorithm R), so that a table that lives for months holds no
 * tombstones.
 */
final class HashIndex {
    static final int NONE = -1;

    private long[] hashes = new long[64];

    /** Node + 1 by slot, 0 where the slot is empty. */
    private int[] nodes = new int[64];

    private int size;

    int size() {
        return size;
    }

    /** The node under a hash, or NONE. */
    int find(long hash) {
        int mask = nodes.length - 1;
        for (int slot = home(hash, mask); nodes[slot] != 0; slot = (slot + 1) & mask) {
            if (hashes[slot] == hash) {
                return nodes[slot] - 1;
            }
        }
        return NONE;
    }

    /** Puts a node under a hash that is not there yet. */
    void put(long hash, int node) {
        if (size * 2 >= nodes.length) {
            rehash();
        }
        place(hash, node);
        size++;
    }

    /** Forgets a hash, if it is there. */
    void remove(long hash) {
        int mask = nodes.length - 1;
        int slot = home(hash, mask);
        while (nodes[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        if (nodes[slot] == 0) {
            return;
        }
        size--;
        int hole = slot;
        for (int next = (hole + 1) & mask; nodes[next] != 0; next = (next + 1) & mask) {
            // What may not move before its home stays.
            int home = home(hashes[next], mask);
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                nodes[hole] = nodes[next];
                hashes[hole] = hashes[next];
                hole = next;
            }
        }
        nodes[hole] = 0;
    }

    private void place(long hash, int node) {
        int mask = nodes.length - 1;
        int slot = home(hash, mask);
        while (nodes[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        nodes[slot] = node + 1;
        hashes[slot] = hash;
    }

    private void rehash() {
        long[] oldHashes = hashes;
        int[] oldNodes = nodes;
        hashes = new long[oldHashes.length * 2];
        nodes = new int[oldNodes.length * 2];
        for (int slot = 0; slot < oldNodes.length; slot++) {
            if (oldNodes[slot] != 0) {
                place(oldHashes[slot], oldNodes[slot] - 1);
            }
        }
    }

    private static int home(long hash, int mask) {
        return (int) (hash ^ (hash >>> 32)) & mask;
    }
}
