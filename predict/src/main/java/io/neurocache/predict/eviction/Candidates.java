package io.neurocache.predict.eviction;

import java.util.Arrays;

/**
 * Nodes with their values at a time, of which the lowest is taken first: a binary heap that is
 * reused.
 */
final class Candidates {
    private int[] nodes = new int[128];
    private float[] values = new float[128];
    private int[] times = new int[128];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(int node, float value, int time) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
            values = Arrays.copyOf(values, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        int at = size++;
        while (at > 0 && values[(at - 1) / 2] > value) {
            nodes[at] = nodes[(at - 1) / 2];
            values[at] = values[(at - 1) / 2];
            times[at] = times[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        nodes[at] = node;
        values[at] = value;
        times[at] = time;
    }

    int lowest() {
        return nodes[0];
    }

    float lowestValue() {
        return values[0];
    }

    /** When the lowest value was found out. */
    int lowestTime() {
        return times[0];
    }

    void removeLowest() {
        int node = nodes[--size];
        float value = values[size];
        int time = times[size];
        int at = 0;
        while (at * 2 + 1 < size) {
            int child = at * 2 + 1;
            if (child + 1 < size && values[child + 1] < values[child]) {
                child++;
            }
            if (values[child] >= value) {
                break;
            }
            nodes[at] = nodes[child];
            values[at] = values[child];
            times[at] = times[child];
            at = child;
        }
        nodes[at] = node;
        values[at] = value;
        times[at] = time;
    }
}
