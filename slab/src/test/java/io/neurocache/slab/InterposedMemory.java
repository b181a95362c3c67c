package io.neurocache.slab;

import java.lang.foreign.MemorySegment;

/**
 * Lets another step happen just before or after an atomic change of a chosen word, once, as if
 * another thread had been there. For tests with one thread.
 */
final class InterposedMemory extends Memory {
    private long wordBefore;
    private Runnable before = () -> {};
    private long wordAfter;
    private Runnable after = () -> {};

    InterposedMemory(MemorySegment segment) {
        super(segment);
    }

    void beforeNextChange(long offset, Runnable step) {
        wordBefore = offset;
        before = step;
    }

    void afterNextChange(long offset, Runnable step) {
        wordAfter = offset;
        after = step;
    }

    private void runBefore(long offset) {
        if (offset == wordBefore) {
            wordBefore = 0;
            before.run();
        }
    }

    private void runAfter(long offset) {
        if (offset == wordAfter) {
            wordAfter = 0;
            after.run();
        }
    }

    @Override
    boolean casLong(long offset, long expected, long value) {
        runBefore(offset);
        boolean done = super.casLong(offset, expected, value);
        if (done) {
            runAfter(offset);
        }
        return done;
    }

    @Override
    long getAndClearBits(long offset, long bits) {
        runBefore(offset);
        long old = super.getAndClearBits(offset, bits);
        runAfter(offset);
        return old;
    }
}
