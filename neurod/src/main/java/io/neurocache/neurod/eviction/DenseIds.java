package io.neurocache.neurod.eviction;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * Small numbers for the slab's ids, which lie far apart: a policy's arrays are as long as there are
 * objects. A number that was given back is the next to be taken. Confined to one thread at a time.
 */
final class DenseIds {
    private static final int FIRST_LENGTH = 1024;

    /** By number: the slab's id; of a free one the next that is free, negative. */
    private int[] slots = new int[FIRST_LENGTH];

    private int used;
    private int firstFree = -1;
    private int count;

    /** Takes a number for an id of the slab, from 1 on. */
    int take(int slabId) {
        Check.argument(slabId > 0, "ids of the slab begin with 1", slabId);
        int number = firstFree;
        if (number >= 0) {
            firstFree = ~slots[number] - 1;
        } else {
            number = used++;
            if (number == slots.length) {
                slots = Arrays.copyOf(slots, Math.multiplyExact(slots.length, 2));
            }
        }
        slots[number] = slabId;
        count++;
        return number;
    }

    /** The slab's id that a taken number stands for. */
    int slabId(int number) {
        int slabId = slots[number];
        Check.invariant(slabId > 0, "a number that nobody has", number);
        return slabId;
    }

    /** Gives a taken number back. */
    void give(int number) {
        Check.invariant(slots[number] > 0, "a number is given back twice", number);
        // The end of the chain is -1, as ~0.
        slots[number] = ~(firstFree + 1);
        firstFree = number;
        count--;
    }

    /** How many are taken. */
    int count() {
        return count;
    }
}
