package io.neurocache.predict.eviction;

import java.util.Arrays;

/**
 * Greedy dual, size and frequency: evicts the lowest of L + frequency / size, where L is what the
 * last victim had (Cherkasova, "Improving WWW proxies performance with Greedy-Dual-Size-Frequency
 * caching policy", HP Labs 1998; Arlitt et al. 2000). It maximizes object hits; with a size of 1
 * throughout it is LFU with aging.
 *
 * <p>A heap with four children a node finds the lowest: a call costs the logarithm of the number of
 * objects. 32 bytes an object.
 */
final class GdsfPolicy implements Policy {
    private static final int CHILDREN = 4;

    private double[] priority = new double[0];
    private int[] frequency = new int[0];
    private long[] bytesOf = new long[0];

    /** By id: its place in the heap + 1, 0 for those that are not cached. */
    private int[] place = new int[0];

    private int[] heap = new int[0];
    private int size;
    private double inflation;

    @Override
    public boolean admit(long hash, long bytes) {
        return true;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        priority = Growth.with(priority, id);
        frequency = Growth.with(frequency, id);
        bytesOf = Growth.with(bytesOf, id);
        place = Growth.with(place, id);
        heap = size < heap.length ? heap : Arrays.copyOf(heap, Growth.beyond(size, size + 1));
        frequency[id] = 1;
        bytesOf[id] = bytes;
        priority[id] = inflation + 1.0 / bytes;
        put(size++, id);
        siftUp(size - 1);
    }

    @Override
    public void hit(int id) {
        if (isCached(id)) {
            frequency[id]++;
            priority[id] = inflation + (double) frequency[id] / bytesOf[id];
            siftDown(place[id] - 1);
        }
    }

    @Override
    public void removed(int id) {
        if (!isCached(id)) {
            return;
        }
        int hole = place[id] - 1;
        if (hole == 0) {
            inflation = Math.max(inflation, priority[id]);
        }
        place[id] = 0;
        int last = heap[--size];
        if (last != id) {
            put(hole, last);
            siftUp(hole);
            siftDown(place[last] - 1);
        }
    }

    @Override
    public int victim() {
        return size == 0 ? NONE : heap[0];
    }

    @Override
    public void capacity(long bytes) {
        // The order is the same in a cache of any size.
    }

    private boolean isCached(int id) {
        return id >= 0 && id < place.length && place[id] != 0;
    }

    private void siftUp(int from) {
        int id = heap[from];
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / CHILDREN;
            if (priority[heap[parent]] <= priority[id]) {
                break;
            }
            put(at, heap[parent]);
            at = parent;
        }
        put(at, id);
    }

    private void siftDown(int from) {
        int id = heap[from];
        int at = from;
        while (true) {
            int least = leastChild(at);
            if (least == NONE || priority[heap[least]] >= priority[id]) {
                break;
            }
            put(at, heap[least]);
            at = least;
        }
        put(at, id);
    }

    private int leastChild(int parent) {
        int first = parent * CHILDREN + 1;
        if (first >= size) {
            return NONE;
        }
        int least = first;
        for (int child = first + 1; child < Math.min(size, first + CHILDREN); child++) {
            if (priority[heap[child]] < priority[heap[least]]) {
                least = child;
            }
        }
        return least;
    }

    private void put(int at, int id) {
        heap[at] = id;
        place[id] = at + 1;
    }
}
