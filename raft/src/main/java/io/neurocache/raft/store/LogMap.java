package io.neurocache.raft.store;

import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the log's entries lie, without the entries: 4 bytes for every 32nd, and the terms.
 *
 * <p>The log is a sequence of runs: entries with consecutive indices that follow each other in one
 * segment with nothing but seals between them. A cut ends a run, and what replaces its entries
 * begins another one, further on in the file or in the next.
 *
 * <p>Confined to one thread.
 */
final class LogMap {
    private static final int STRIDE = 32;
    private static final int FIRST_CAPACITY = 16;

    /**
     * Where to begin reading for an entry.
     *
     * @param offset of a record at or before it in its run
     * @param lastIndex up to where the run goes
     */
    record Place(int generation, int offset, long lastIndex) {}

    private static final class Run {
        private final int generation;
        private final long firstIndex;
        private long lastIndex;
        private int[] offsets = new int[FIRST_CAPACITY];

        Run(int generation, long firstIndex) {
            this.generation = generation;
            this.firstIndex = firstIndex;
            this.lastIndex = firstIndex - 1;
        }

        void add(int offset) {
            lastIndex++;
            long ordinal = lastIndex - firstIndex;
            if (ordinal % STRIDE != 0) {
                return;
            }
            int slot = (int) (ordinal / STRIDE);
            if (slot == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * slot);
            }
            offsets[slot] = offset;
        }

        Place place(long index) {
            int slot = (int) ((index - firstIndex) / STRIDE);
            return new Place(generation, offsets[slot], lastIndex);
        }
    }

    private final List<Run> runs = new ArrayList<>();
    private final TermRanges terms = new TermRanges();

    /** Entries up to this one are compacted; its term is known, 0 where it is not yet. */
    private long baseIndex;

    private long baseTerm;
    private long lastIndex;

    /** Whether entries that no longer count lie behind the last run. */
    private boolean isBroken;

    /** Forgets everything: the next entry comes after this one. */
    void reset(long index, long term) {
        runs.clear();
        terms.clear();
        baseIndex = index;
        baseTerm = term;
        lastIndex = index;
    }

    /** The last entry that was compacted away; 0 where none was. */
    long baseIndex() {
        return baseIndex;
    }

    long lastIndex() {
        return lastIndex;
    }

    /** The term of an entry, from the base on. */
    long term(long index) {
        Check.invariant(index >= baseIndex && index <= lastIndex, "no term is kept for", index);
        return index == baseIndex ? baseTerm : terms.term(index);
    }

    /** Adds an entry; one at or before the last replaces it and cuts what follows it. */
    void add(int generation, int offset, long index, long term) {
        if (index <= lastIndex) {
            truncate(index);
        }
        if (index <= baseIndex) {
            // Compacted before it was written: the snapshot was taken of what others had on disk.
            baseTerm = index == baseIndex ? term : baseTerm;
            return;
        }
        Check.invariant(index == lastIndex + 1, "a gap before index", index);
        Run run = runs.isEmpty() ? null : runs.getLast();
        if (run == null || isBroken || run.generation != generation) {
            run = new Run(generation, index);
            runs.add(run);
        }
        isBroken = false;
        run.add(offset);
        terms.add(index, term);
        lastIndex = index;
    }

    private void truncate(long fromIndex) {
        while (!runs.isEmpty() && runs.getLast().firstIndex >= fromIndex) {
            runs.removeLast();
        }
        if (!runs.isEmpty()) {
            runs.getLast().lastIndex = Math.min(runs.getLast().lastIndex, fromIndex - 1);
        }
        isBroken = true;
        terms.truncate(fromIndex);
        lastIndex = Math.max(baseIndex, fromIndex - 1);
    }

    /** Forgets the entries up to this one; {@code term} is its term if it is not known here. */
    void compact(long upTo, long term) {
        if (upTo <= baseIndex) {
            return;
        }
        baseTerm = upTo <= lastIndex ? term(upTo) : term;
        baseIndex = upTo;
        lastIndex = Math.max(lastIndex, upTo);
        runs.removeIf(run -> run.lastIndex <= upTo);
        if (runs.isEmpty()) {
            terms.clear();
        } else {
            terms.compact(upTo + 1);
        }
    }

    /** Where reading for this entry begins. */
    Place place(long index) {
        Check.invariant(index > baseIndex && index <= lastIndex, "no entry is kept at", index);
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (runs.get(middle).firstIndex <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return runs.get(low).place(index);
    }

    /** The oldest segment with entries that count, or the given one where none has any. */
    int firstGeneration(int otherwise) {
        return runs.isEmpty() ? otherwise : runs.getFirst().generation;
    }
}
