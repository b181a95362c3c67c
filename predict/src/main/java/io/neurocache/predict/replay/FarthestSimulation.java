package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import java.util.Arrays;

/**
 * Evicts what is asked for again the latest, and stores nothing that would be the latest itself
 * (Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal
 * 1966). Optimal when all objects have one size.
 */
final class FarthestSimulation implements Simulation {
    private static final int ABSENT = -1;

    private final Trace trace;
    private final NextUse nextUse;
    private final long capacity;
    private final int[] nextOf;
    private long used;
    private int now = -1;

    // A binary heap of cached keys, the one with the latest next use on top.
    private final int[] placeOf;
    private int[] heap = new int[1 << 10];
    private int size;

    FarthestSimulation(Trace trace, NextUse nextUse, long capacity) {
        this.trace = trace;
        this.nextUse = nextUse;
        this.capacity = capacity;
        nextOf = new int[trace.keys()];
        placeOf = new int[trace.keys()];
        Arrays.fill(placeOf, ABSENT);
    }

    @Override
    public boolean request(int key) {
        int next = nextUse.after(++now);
        nextOf[key] = next;
        if (placeOf[key] != ABSENT) {
            siftUp(placeOf[key]);
            return true;
        }
        long bytes = trace.size(key);
        if (next == NextUse.NEVER || bytes > capacity) {
            return false;
        }
        while (used + bytes > capacity) {
            if (nextOf[heap[0]] <= next) {
                return false;
            }
            used -= trace.size(heap[0]);
            removeTop();
        }
        used += bytes;
        heap = size < heap.length ? heap : Arrays.copyOf(heap, size * 2);
        put(size++, key);
        siftUp(size - 1);
        return false;
    }

    private void removeTop() {
        placeOf[heap[0]] = ABSENT;
        int last = heap[--size];
        if (size > 0) {
            put(0, last);
            siftDown();
        }
    }

    private void siftUp(int from) {
        int key = heap[from];
        int at = from;
        while (at > 0 && nextOf[heap[(at - 1) / 2]] < nextOf[key]) {
            put(at, heap[(at - 1) / 2]);
            at = (at - 1) / 2;
        }
        put(at, key);
    }

    private void siftDown() {
        int key = heap[0];
        int at = 0;
        while (at * 2 + 1 < size) {
            int child = at * 2 + 1;
            if (child + 1 < size && nextOf[heap[child + 1]] > nextOf[heap[child]]) {
                child++;
            }
            if (nextOf[heap[child]] <= nextOf[key]) {
                break;
            }
            put(at, heap[child]);
            at = child;
        }
        put(at, key);
    }

    private void put(int at, int key) {
        heap[at] = key;
        placeOf[key] = at;
    }
}
