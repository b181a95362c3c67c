package io.neurocache.predict.eviction;

/**
 * Finds nodes by the hash of their key, and keeps that hash: open addressing with linear probing,
 * at most three quarters full. 8 bytes a node and 5 to 11 for the table.
 *
 * <p>The hashes are trusted to be well mixed and long enough to be told apart. Deletion shifts back
 * what follows (Knuth, TAOCP 6.4, algorithm R), so that a table that lives for months holds no
 * tombstones.
 */
final class HashIndex {
    static final int NONE = -1;

    /** By node. */
    private long[] hashOf = new long[0];

    /** Node + 1 by slot, 0 where the slot is empty. */
    private int[] slots = new int[64];

    private int size;

    int size() {
        return size;
    }

    /** The hash a node was put under last. */
    long hash(int node) {
        return hashOf[node];
    }

    /** The node under a hash, or NONE. */
    int find(long hash) {
        int mask = slots.length - 1;
        for (int slot = home(hash, mask); slots[slot] != 0; slot = (slot + 1) & mask) {
            if (hashOf[slots[slot] - 1] == hash) {
                return slots[slot] - 1;
            }
        }
        return NONE;
    }

    /** Puts a node under a hash that is not there yet. */
    void put(long hash, int node) {
        if ((size + 1) * 4L > slots.length * 3L) {
            rehash();
        }
        hashOf = Growth.with(hashOf, node);
        hashOf[node] = hash;
        place(node);
        size++;
    }

    /** Forgets a node that is there. */
    void remove(int node) {
        int mask = slots.length - 1;
        int hole = home(hashOf[node], mask);
        while (slots[hole] != node + 1) {
            hole = (hole + 1) & mask;
        }
        size--;
        for (int next = (hole + 1) & mask; slots[next] != 0; next = (next + 1) & mask) {
            // What may not move before its home stays.
            int home = home(hashOf[slots[next] - 1], mask);
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
    }

    private void place(int node) {
        int mask = slots.length - 1;
        int slot = home(hashOf[node], mask);
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = node + 1;
    }

    private void rehash() {
        int[] before = slots;
        slots = new int[before.length * 2];
        for (int node : before) {
            if (node != 0) {
                place(node - 1);
            }
        }
    }

    private static int home(long hash, int mask) {
        return (int) (hash ^ (hash >>> 32)) & mask;
    }
}
