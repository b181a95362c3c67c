package io.neurocache.predict.next;

import io.neurocache.slab.Check;
import java.util.Arrays;
import java.util.List;

/**
 * The likeliest next keys of one client, best first.
 *
 * <p>A view that its {@link Ranker} fills anew: valid until the ranker is asked for anything else,
 * on the ranker's thread only.
 */
public final class Ranking {
    /** The most keys of a ranking; what is likely beyond them is part of no probability here. */
    public static final int MAX_SIZE = 24;

    private final Keys keys;
    private final int[] slots = new int[MAX_SIZE];
    private final float[] probabilities = new float[MAX_SIZE];
    private int size;
    private float otherProbability = 1;

    Ranking(Keys keys) {
        this.keys = keys;
    }

    void clear() {
        size = 0;
        otherProbability = 1;
    }

    void set(Step step) {
        clear();
        otherProbability = step.otherProbability;
        for (int index = 0; index < step.count; index++) {
            int slot = keys.slot(step.references[index]);
            if (slot >= 0) {
                insert(slot, step.probabilities[index]);
            }
        }
    }

    private void insert(int slot, float probability) {
        if (size == MAX_SIZE && probability <= probabilities[size - 1]) {
            return;
        }
        int at = size < MAX_SIZE ? size++ : size - 1;
        while (at > 0 && probabilities[at - 1] < probability) {
            probabilities[at] = probabilities[at - 1];
            slots[at] = slots[at - 1];
            at--;
        }
        probabilities[at] = probability;
        slots[at] = slot;
    }

    /** How many keys there are, 0 to {@link #MAX_SIZE}. */
    public int size() {
        return size;
    }

    /** The key at a rank, from 0. */
    public String key(int rank) {
        Check.argument(rank < size, "rank beyond the ranking", rank);
        return keys.name(slots[rank]);
    }

    /** The probability, 0 to 1, that the key at a rank is what the client asks for next. */
    public float probability(int rank) {
        Check.argument(rank < size, "rank beyond the ranking", rank);
        return probabilities[rank];
    }

    /** The probability that it is none of the keys that were considered. */
    public float otherProbability() {
        return otherProbability;
    }

    /** The keys by themselves, as a copy to keep. */
    public List<String> keys() {
        return Arrays.stream(slots, 0, size).mapToObj(keys::name).toList();
    }
}
