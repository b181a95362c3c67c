package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Invalidations.Verdict;

/** An object of the slab. Immutable. */
final class Stored {
    private final int content;
    private final long born;
    private final long[] tags;
    private final Verdict settled;

    /**
     * Something to store.
     *
     * @param content the origin's version, or what was put
     * @param born up to where the log had been applied when it was asked for
     * @param tags by their numbers; nobody writes them
     */
    Stored(int content, long born, long[] tags) {
        this(content, born, tags, Verdict.CURRENT);
    }

    private Stored(int content, long born, long[] tags, Verdict settled) {
        this.content = content;
        this.settled = settled;
        this.born = born;
        this.tags = tags;
    }

    @Override
    public String toString() {
        return content + " born " + born;
    }

    int content() {
        return content;
    }

    long born() {
        return born;
    }

    /** What orders had made of it when that was written down. */
    Verdict settled() {
        return settled;
    }

    /** The same with that written down. */
    Stored settled(Verdict verdict) {
        return new Stored(content, born, tags, verdict);
    }

    long[] tags() {
        return tags;
    }
}
