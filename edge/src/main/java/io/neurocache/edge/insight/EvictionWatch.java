package io.neurocache.edge.insight;

/**
 * Sees what has to go for something else. Called by whoever makes room, on event loops among
 * others: an implementation returns at once. Safe from any thread.
 */
public interface EvictionWatch {
    /** Sees nothing. */
    EvictionWatch NOBODY =
            new EvictionWatch() {
                @Override
                public boolean isWanted() {
                    return false;
                }

                @Override
                public void evicted(String key, long bytes) {}
            };

    /** One more has to go: whether it is to be named, which costs a look at its key. */
    boolean isWanted();

    /**
     * This one, which was wanted, has gone.
     *
     * @param key its cache key, each char one byte
     * @param bytes of its body
     */
    void evicted(String key, long bytes);
}
