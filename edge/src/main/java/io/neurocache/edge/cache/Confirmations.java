package io.neurocache.edge.cache;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which fill was the last to store or confirm an object. An edge without a lease may serve it to
 * those who came before that fill began: the origin has spoken since. So those who waited together
 * share one fetch, also when it is over before the last of them has looked.
 *
 * <p>A fixed table that newer fills overwrite: what is forgotten costs a fetch. Safe from any
 * thread.
 */
final class Confirmations {
    /** A power of two. */
    private static final int SLOTS = 4096;

    private final AtomicReferenceArray<@Nullable Confirmation> slots =
            new AtomicReferenceArray<>(SLOTS);

    private record Confirmation(long sequence, long number) {}

    /**
     * Notes a fill.
     *
     * @param sequence of the object in the slab, which no other object has
     * @param number of the fill
     */
    void note(long sequence, long number) {
        slots.setRelease(slot(sequence), new Confirmation(sequence, number));
    }

    /** Whether a fill with a higher number than this has stored or confirmed the object. */
    boolean isLater(long sequence, long number) {
        Confirmation last = slots.getAcquire(slot(sequence));
        return last != null && last.sequence() == sequence && last.number() > number;
    }

    private static int slot(long sequence) {
        return (int) sequence & (SLOTS - 1);
    }
}
