package io.neurocache.edge.insight;

import java.net.InetAddress;

/**
 * Is told what clients ask for and what becomes of it. Called on event loops in the middle of
 * requests: an implementation returns at once, throws nothing, and had better not allocate.
 *
 * <p>An object is named by its key; where it belongs to a site behind the edge, the key is host,
 * path and query, and {@code isOfSite} says that the name others fetch it by has two slashes before
 * that.
 */
public interface Observer {
    /** Listens to nothing. */
    Observer NOBODY =
            new Observer() {
                @Override
                public void answered(
                        InetAddress client,
                        String key,
                        boolean isOfSite,
                        Answer how,
                        long bytes,
                        long ttlSeconds,
                        long waitedMicros) {}

                @Override
                public void stored(String key, boolean isOfSite, int id, Filling how) {}

                @Override
                public void preloaded(String name, boolean isStored) {}
            };

    /** In place of an object's number. */
    int NO_ID = -1;

    /** How an answer came about. */
    enum Answer {
        /** From the cache. */
        HIT,
        /** From an origin or another edge, and on its way into the cache. */
        FETCHED,
        /** From the cache, after its origin had been asked. */
        VALIDATED,
        /** From an origin, and not to be stored. */
        PASSED
    }

    /**
     * How an object came into the cache.
     *
     * @param bytes of its body
     * @param peer the edge that gave it; {@link #ORIGIN} where an origin did, {@link #CLIENT} where
     *     a client has put it
     * @param tookMicros from the question to its last byte
     */
    record Filling(long bytes, int peer, long tookMicros) {
        /** No edge: its origin. */
        public static final int ORIGIN = 0;

        /** No edge: a client. */
        public static final int CLIENT = -1;
    }

    /**
     * A client's GET is answered with a response that is no error.
     *
     * @param bytes of the whole body, or -1 where its length is not announced
     * @param ttlSeconds for how long it is fresh, negative once it is stale; 0 where it was passed
     * @param waitedMicros since somebody was asked for it; 0 for a hit
     */
    void answered(
            InetAddress client,
            String key,
            boolean isOfSite,
            Answer how,
            long bytes,
            long ttlSeconds,
            long waitedMicros);

    /**
     * A response has been stored.
     *
     * @param id the slab's number of it, which goes to another object when it has left; {@link
     *     #NO_ID} where a client has put it
     * @param how it came
     */
    void stored(String key, boolean isOfSite, int id, Filling how);

    /**
     * A fetch that nobody waited for is over.
     *
     * @param name what was to be fetched, as it was given
     * @param isStored whether it is in the cache now, fresh
     */
    void preloaded(String name, boolean isStored);
}
