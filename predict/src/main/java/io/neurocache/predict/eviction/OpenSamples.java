package io.neurocache.predict.eviction;

import java.util.Arrays;

/**
 * Objects that are watched for when they are asked for next, to learn from it.
 *
 * <p>A ring in order of time, with one cursor for each head of the model: where a head's interval
 * has ended without a request, its event has not come. The samples of one object are chained from
 * the newest back; a link to a sample that has left the ring is recognised by its number. When the
 * ring is full no sample is taken. 29 bytes a sample.
 */
final class OpenSamples {
    private static final int HEADS = SurvivalModel.HEADS;
    private static final int NONE = -1;

    /** In {@link #passed}: the object was asked for, nothing more is to be learnt. */
    private static final byte CLOSED = HEADS;

    private final SurvivalModel model;
    private final int mask;

    // By place in the ring.
    private final long[] features;
    private final float[] priors;
    private final int[] deadline0;
    private final int[] deadline1;
    private final long[] older;
    private final byte[] passed;

    /** Numbers of the samples: the next one, and by head the first whose interval has not ended. */
    private long next;

    private final long[] cursors = new long[HEADS];

    /** By node: the number of its newest sample, of which the low half tells it apart. */
    private int[] newestOf = new int[0];

    OpenSamples(SurvivalModel model, int capacity) {
        this.model = model;
        mask = capacity - 1;
        features = new long[capacity];
        priors = new float[capacity];
        deadline0 = new int[capacity];
        deadline1 = new int[capacity];
        older = new long[capacity];
        passed = new byte[capacity];
    }

    /** Forgets which samples are of a node, which is given to another object. */
    void forget(int node) {
        if (node >= newestOf.length) {
            int before = newestOf.length;
            newestOf = Growth.with(newestOf, node);
            Arrays.fill(newestOf, before, newestOf.length, NONE);
        }
        newestOf[node] = NONE;
    }

    /** Watches an object from now on. */
    void add(int node, long itsFeatures, float prior, int now, float turnover) {
        if (next - cursors[HEADS - 1] > mask) {
            return;
        }
        int at = (int) next & mask;
        features[at] = itsFeatures;
        priors[at] = prior;
        deadline0[at] = now + Math.max(2, (int) (SurvivalModel.horizon(0) * turnover));
        deadline1[at] = now + Math.max(4, (int) (SurvivalModel.horizon(1) * turnover));
        older[at] = number(newestOf[node]);
        passed[at] = 0;
        newestOf[node] = (int) next;
        next++;
    }

    /** Learns from a request for an object, which ends its samples. */
    void requested(int node, int now) {
        long number = number(newestOf[node]);
        while (number >= cursors[HEADS - 1]) {
            int at = (int) number & mask;
            if (passed[at] != CLOSED) {
                int head = passed[at];
                if (head == 0 && deadline0[at] - now < 0) {
                    model.train(0, features[at], priors[at], false);
                    head = 1;
                }
                model.train(head, features[at], priors[at], head == 0 || deadline1[at] - now >= 0);
                passed[at] = CLOSED;
            }
            number = older[at];
        }
        newestOf[node] = NONE;
    }

    /** Learns from the intervals that have ended without a request. */
    void expire(int now) {
        long at0 = cursors[0];
        for (; at0 < next && deadline0[(int) at0 & mask] - now < 0; at0++) {
            int at = (int) at0 & mask;
            if (passed[at] == 0) {
                model.train(0, features[at], priors[at], false);
                passed[at] = 1;
            }
        }
        cursors[0] = at0;
        long at1 = cursors[1];
        for (; at1 < at0 && deadline1[(int) at1 & mask] - now < 0; at1++) {
            int at = (int) at1 & mask;
            if (passed[at] != CLOSED) {
                model.train(1, features[at], priors[at], false);
            }
        }
        cursors[1] = at1;
    }

    /** The full number of a sample in the ring from its low half; NONE for any that has left. */
    private long number(int low) {
        if (low == NONE) {
            return NONE;
        }
        long number = cursors[HEADS - 1] + ((low - (int) cursors[HEADS - 1]) & 0xFFFF_FFFFL);
        return number < next ? number : NONE;
    }
}
