package io.neurocache.neurod.sim;

/** An object of the slab. Immutable. */
final class Stored {
    private final int content;
    private final long born;
    private final long[] tags;

    /**
     * Something to store.
     *
     * @param content the origin's version, or what was put
     * @param born up to where the log had been applied when it was asked for
     * @param tags by their numbers; nobody writes them
     */
    Stored(int content, long born, long[] tags) {
        this.content = content;
        this.born = born;
        this.tags = tags;
    }

    int content() {
        return content;
    }

    long born() {
        return born;
    }

    long[] tags() {
        return tags;
    }
}
