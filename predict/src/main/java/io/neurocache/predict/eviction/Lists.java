package io.neurocache.predict.eviction;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * Doubly linked lists, from the oldest to the newest, of nodes that have a size.
 *
 * <p>A node is a small number and stands in one list at most. Lists are numbered from 0. A node
 * costs 20 bytes.
 */
final class Lists {
    static final int NONE = -1;

    private int[] older = new int[0];
    private int[] newer = new int[0];
    private int[] listOf = new int[0];
    private long[] bytesOf = new long[0];

    private int[] oldest;
    private int[] newest;
    private int[] count;
    private long[] bytes;

    Lists(int lists) {
        oldest = filled(new int[0], lists);
        newest = filled(new int[0], lists);
        count = new int[lists];
        bytes = new long[lists];
    }

    /** How many lists there are. */
    int lists() {
        return count.length;
    }

    /** Makes room for more lists, empty ones. */
    void grow(int lists) {
        oldest = filled(oldest, lists);
        newest = filled(newest, lists);
        count = Arrays.copyOf(count, lists);
        bytes = Arrays.copyOf(bytes, lists);
    }

    /** The list a node stands in, or NONE. */
    int listOf(int node) {
        return node >= 0 && node < listOf.length ? listOf[node] : NONE;
    }

    boolean contains(int node) {
        return listOf(node) != NONE;
    }

    long bytesOf(int node) {
        return bytesOf[node];
    }

    int oldest(int list) {
        return oldest[list];
    }

    int newest(int list) {
        return newest[list];
    }

    /** The next newer node of the same list, or NONE. */
    int newer(int node) {
        return newer[node];
    }

    /** The next older node of the same list, or NONE. */
    int older(int node) {
        return older[node];
    }

    int count(int list) {
        return count[list];
    }

    long bytes(int list) {
        return bytes[list];
    }

    /** Adds a node as the newest of a list. */
    void add(int list, int node, long nodeBytes) {
        if (node >= listOf.length) {
            growNodes(node + 1);
        }
        Check.invariant(listOf[node] == NONE, "in a list already: node", node);
        bytesOf[node] = nodeBytes;
        linkNewest(list, node);
    }

    /** Adds a node as the oldest of a list. */
    void addOldest(int list, int node, long nodeBytes) {
        add(list, node, nodeBytes);
        int first = oldest[list];
        if (first != node) {
            unlink(node);
            listOf[node] = list;
            older[node] = NONE;
            newer[node] = first;
            older[first] = node;
            oldest[list] = node;
            count[list]++;
            bytes[list] += nodeBytes;
        }
    }

    /** Takes a node out of its list. */
    void remove(int node) {
        Check.invariant(contains(node), "in no list: node", node);
        unlink(node);
    }

    /** Makes a node the newest of a list, whichever it stood in. */
    void move(int list, int node) {
        if (newest[list] != node) {
            unlink(node);
            linkNewest(list, node);
        }
    }

    private void linkNewest(int list, int node) {
        int last = newest[list];
        older[node] = last;
        newer[node] = NONE;
        if (last == NONE) {
            oldest[list] = node;
        } else {
            newer[last] = node;
        }
        newest[list] = node;
        listOf[node] = list;
        count[list]++;
        bytes[list] += bytesOf[node];
    }

    private void unlink(int node) {
        int list = listOf[node];
        int before = older[node];
        int after = newer[node];
        if (before == NONE) {
            oldest[list] = after;
        } else {
            newer[before] = after;
        }
        if (after == NONE) {
            newest[list] = before;
        } else {
            older[after] = before;
        }
        listOf[node] = NONE;
        count[list]--;
        bytes[list] -= bytesOf[node];
    }

    private void growNodes(int needed) {
        int before = listOf.length;
        int length = Growth.beyond(before, needed);
        older = Arrays.copyOf(older, length);
        newer = Arrays.copyOf(newer, length);
        bytesOf = Arrays.copyOf(bytesOf, length);
        listOf = Arrays.copyOf(listOf, length);
        Arrays.fill(listOf, before, length, NONE);
    }

    private static int[] filled(int[] array, int length) {
        int[] longer = Arrays.copyOf(array, length);
        Arrays.fill(longer, array.length, length, NONE);
        return longer;
    }
}
