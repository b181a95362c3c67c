package io.neurocache.raft.sim;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * What is going to happen, in the order (time, sequence): a binary heap over arrays.
 *
 * <p>Time and sequence share one {@code long}, so that the order is total and costs one compare.
 * The event that {@link #poll} took lies in the fields {@code now}, {@code kind}, ... until the
 * next call: nothing is allocated for an event. One thread.
 */
final class EventQueue {
    /** More than any life needs: a run-away loop of events ends here. */
    static final int MAX_EVENTS = 1 << 14;

    private static final int SEQUENCE_BITS = 24;
    private static final Object NOTHING = new Object();

    private long[] keys = new long[128];
    private int[] heapSlots = new int[128];
    private int size;

    private int[] kinds = new int[128];
    private int[] targets = new int[128];
    private long[] arguments = new long[128];
    private Object[] payloads = new Object[128];
    private int[] freeSlots = new int[128];
    private int freeCount;

    private long sequence;

    /** The time of the latest event taken, in microseconds. */
    long now;

    int kind;
    int target;
    long argument;
    Object payload = NOTHING;

    EventQueue() {
        freeAll(0, keys.length);
    }

    int size() {
        return size;
    }

    void add(long timeMicros, int kind, int target, long argument) {
        add(timeMicros, kind, target, argument, NOTHING);
    }

    /**
     * Plans an event.
     *
     * @param timeMicros when; not before the latest event taken
     */
    void add(long timeMicros, int kind, int target, long argument, Object payload) {
        Check.invariant(timeMicros >= now, "an event is planned for the past", timeMicros);
        Check.invariant(size < MAX_EVENTS, "too many events are planned", size);
        if (freeCount == 0) {
            grow();
        }
        int slot = freeSlots[--freeCount];
        kinds[slot] = kind;
        targets[slot] = target;
        arguments[slot] = argument;
        payloads[slot] = payload;
        siftUp(size++, (timeMicros << SEQUENCE_BITS) | sequence++, slot);
    }

    /** Takes the next event; false where nothing is planned. */
    boolean poll() {
        if (size == 0) {
            return false;
        }
        int slot = heapSlots[0];
        now = keys[0] >>> SEQUENCE_BITS;
        kind = kinds[slot];
        target = targets[slot];
        argument = arguments[slot];
        payload = payloads[slot];
        payloads[slot] = NOTHING;
        freeSlots[freeCount++] = slot;
        size--;
        if (size > 0) {
            siftDown(keys[size], heapSlots[size]);
        }
        return true;
    }

    private void siftUp(int from, long key, int slot) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (keys[parent] < key) {
                break;
            }
            keys[at] = keys[parent];
            heapSlots[at] = heapSlots[parent];
            at = parent;
        }
        keys[at] = key;
        heapSlots[at] = slot;
    }

    private void siftDown(long key, int slot) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (key < keys[child]) {
                break;
            }
            keys[at] = keys[child];
            heapSlots[at] = heapSlots[child];
            at = child;
        }
        keys[at] = key;
        heapSlots[at] = slot;
    }

    private void grow() {
        int before = keys.length;
        int after = 2 * before;
        keys = Arrays.copyOf(keys, after);
        heapSlots = Arrays.copyOf(heapSlots, after);
        kinds = Arrays.copyOf(kinds, after);
        targets = Arrays.copyOf(targets, after);
        arguments = Arrays.copyOf(arguments, after);
        payloads = Arrays.copyOf(payloads, after);
        freeSlots = Arrays.copyOf(freeSlots, after);
        freeAll(before, after);
    }

    private void freeAll(int from, int to) {
        for (int slot = to - 1; slot >= from; slot--) {
            payloads[slot] = NOTHING;
            freeSlots[freeCount++] = slot;
        }
    }
}
