package io.neurocache.learner;

import io.neurocache.predict.gpt.GptShape;
import java.util.Arrays;

/**
 * Sequences side by side, as the network takes them. A row may hold parts of several sessions, one
 * behind the other: each has positions from 0, and sees nothing of the others.
 *
 * <p>Filled once, then read. Confined to one thread.
 */
final class Batch {
    private static final float NEVER = -1e9f;

    final int count;
    final int length;

    /** [count, length, rows of a token]. */
    final long[] tokens;

    /** [count, length]. */
    final long[] positions;

    /** [count, length]: what came next, and how much it counts. */
    final long[] targets;

    final float[] weights;

    private final int[] segments;

    Batch(int count, int length) {
        this.count = count;
        this.length = length;
        this.tokens = new long[count * length * GptShape.ROWS_PER_TOKEN];
        this.positions = new long[count * length];
        this.targets = new long[count * length];
        this.weights = new float[count * length];
        this.segments = new int[count * length];
        Arrays.fill(segments, -1);
    }

    /** Puts a request at a place; its token goes to {@link #tokens} at {@link #tokenAt}. */
    void put(int row, int column, int segment, int position) {
        int at = row * length + column;
        segments[at] = segment;
        positions[at] = position;
    }

    boolean isFilled(int row, int column) {
        return segments[row * length + column] >= 0;
    }

    int tokenAt(int row, int column) {
        return (row * length + column) * GptShape.ROWS_PER_TOKEN;
    }

    /** Says what came after a place. */
    void target(int row, int column, int outcome) {
        int at = row * length + column;
        targets[at] = outcome;
        weights[at] = 1;
    }

    double totalWeight() {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /** [count, 1, length, length]: 0 where a place (third) may look at another (fourth). */
    float[] mask() {
        float[] mask = new float[count * length * length];
        for (int row = 0; row < count; row++) {
            for (int from = 0; from < length; from++) {
                for (int to = 0; to < length; to++) {
                    boolean isSeen =
                            to <= from
                                    && segments[row * length + to] == segments[row * length + from];
                    mask[(row * length + from) * length + to] = isSeen ? 0 : NEVER;
                }
            }
        }
        return mask;
    }
}
