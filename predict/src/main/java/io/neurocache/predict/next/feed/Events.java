package io.neurocache.predict.next.feed;

import io.neurocache.predict.next.Kind;

/** What happens on the edge, as far as prediction cares. */
public interface Events {
    /**
     * A client was answered. Five plain parameters: a record would be one allocation a hit.
     *
     * @param client a hash of who asked
     * @param seconds the time
     * @param kind what the key names, if the response said
     * @param bytes the size of the response's body
     */
    void requested(long client, long seconds, String key, Kind kind, long bytes);

    /** A pre-load is in the cache. */
    void arrived(String key);

    /** An object left the cache, or was found stale. */
    void evicted(String key);

    /** A pre-load could not be fetched or stored. */
    void failed(String key);
}
