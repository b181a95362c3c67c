package io.neurocache.predict.next.feed;

import io.neurocache.predict.record.AccessRecord.Answer;

/**
 * What happens on the edge, as far as prediction cares. Keys are names under which an edge can
 * fetch: {@code //host/path?query} for what belongs to a site.
 */
public interface Events {
    /**
     * A client was answered. Plain parameters: a record would be one allocation a hit.
     *
     * @param client a hash of who asked
     * @param millis the time, since the epoch
     * @param bytes the size of the object's body, or -1 while it is not known
     * @param secondsFresh for how long the object may be served from now on, 0 or more; where it
     *     was just fetched, for how long in all; -1 while it is not known
     * @param waitedMicros how long the edge waited for the object, 0 for a hit
     */
    void answered(
            long client,
            long millis,
            String key,
            Answer how,
            long bytes,
            int secondsFresh,
            int waitedMicros);

    /**
     * An object has been stored.
     *
     * @param id the cache's number of it: what it is can be looked up while it is there
     * @param bytes of its body
     */
    void stored(String key, int id, long bytes);

    /** A pre-load is in the cache. */
    void arrived(String key);

    /** A pre-load could not be fetched or stored. */
    void failed(String key);

    /** Somebody knows more now of what a client will ask for. */
    void reconsider(long client);

    /** There is nothing more to tell at present, or a good many have been told in a row. */
    default void pause() {}
}
