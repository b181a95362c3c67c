package io.neurocache.neurod.config;

/** What makes room when the cache is full. */
public enum Eviction {
    /** The object that was not asked for the longest. */
    LRU;

    /** What {@link #parse} takes, for messages. */
    static final String ACCEPTED = "lru";

    /**
     * Reads a policy's name.
     *
     * @throws IllegalArgumentException saying what is accepted
     */
    static Eviction parse(String text) {
        if (text.equals("lru")) {
            return LRU;
        }
        throw new IllegalArgumentException("not a policy of this version; accepted: " + ACCEPTED);
    }
}
