package io.neurocache.neurod.sim;

/**
 * A reader's question.
 *
 * @param edge whom it asks
 * @param invoked the moment
 * @param operation its name in the history of what was put; -1 for a key with an origin
 * @param takesStale whether a response that says so may be stale
 */
record Read(int edge, Key key, long invoked, int operation, boolean takesStale) {
    @Override
    public String toString() {
        return "read of " + key.name() + " at n" + edge + " (" + invoked + ")";
    }
}
