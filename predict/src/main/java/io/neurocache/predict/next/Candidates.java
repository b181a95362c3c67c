package io.neurocache.predict.next;

import java.util.Arrays;

/**
 * Gathers the keys that a step ranks, each once, and finds them again by slot.
 *
 * <p>The contexts are asked from the most telling one to the least, each for its most frequent
 * successors and its latest one, until there are enough. Confined to one thread.
 */
final class Candidates {
    private static final int INDEX_BITS = 8;

    /** The most candidates of a step that can be told apart. */
    static final int MAX_ROOM = 1 << INDEX_BITS;

    private static final Context[] ORDER = {
        Context.ORDER_3,
        Context.PAGE_SET,
        Context.ORDER_2,
        Context.ORDER_1,
        Context.OWN,
        Context.PAGE,
        Context.RESOURCES,
        Context.PAGE_ASSOCIATED,
        Context.PAGE_BEFORE,
        Context.ASSOCIATED,
        Context.PAGE_DIRECTORY,
        Context.SKIP_2,
        Context.PAGE_BEFORE_2,
        Context.DIRECTORY,
        Context.ORDER_0
    };

    /** How many are taken of each, in the same order. */
    private static final int[] TAKEN = {8, 12, 12, 16, 8, 16, 32, 8, 8, 8, 8, 6, 6, 8, 8};

    private final Keys keys;
    private final Contexts contexts;

    /** For each slot {number of the step 24, index 8}. */
    private final int[] marks;

    private int number;

    Candidates(Keys keys, Contexts contexts) {
        this.keys = keys;
        this.contexts = contexts;
        this.marks = new int[keys.capacity()];
    }

    /**
     * Gathers into a new step what the contexts found last propose, until there are {@code most}.
     */
    void gather(Step step, int most) {
        beginStep();
        ContextTable table = contexts.table();
        for (int i = 0; i < ORDER.length && step.count < most; i++) {
            int at = contexts.place(ORDER[i].number);
            if (at >= 0) {
                int taken = Math.min(table.size(at), TAKEN[i]);
                for (int rank = 0; rank < taken && step.count < most; rank++) {
                    add(step, table.reference(at, rank));
                }
                if (step.count < most) {
                    add(step, table.last(at));
                }
            }
        }
    }

    private void beginStep() {
        number = (number + 1) & (-1 >>> INDEX_BITS);
        if (number == 0) {
            Arrays.fill(marks, 0);
            number = 1;
        }
    }

    /** The index of the key referred to, added if it is new and there is room; else negative. */
    int add(Step step, int reference) {
        int index = indexOf(step, reference);
        int slot = keys.slot(reference);
        if (index < 0 && slot >= 0 && step.count < step.room) {
            index = step.count++;
            step.references[index] = reference;
            marks[slot] = (number << INDEX_BITS) | index;
        }
        return index;
    }

    /** The index of the key referred to, or {@link Step#OTHER}. */
    int indexOf(Step step, int reference) {
        int mark = marks[Keys.slotOf(reference)];
        int index = mark & (MAX_ROOM - 1);
        // A slot may have got another key since it was marked: that of the reference counts.
        return mark >>> INDEX_BITS == number && step.references[index] == reference
                ? index
                : Step.OTHER;
    }
}
