package io.neurocache.predict.eviction;

/**
 * A policy that can take over a full cache at once: objects it was not told of are unknown to it,
 * come before its own when victims are looked for, and are adopted when they are asked for. So a
 * change of hands costs no more than any request, however many objects there are.
 */
interface StandIn extends Policy {
    /** Whether it was told of a cached object. */
    boolean knows(int id);

    /** An unknown object in the cache was asked for: it is known from now on. */
    void adopt(int id, long hash, long bytes);

    /** The bytes of the objects it knows. */
    long knownBytes();

    /** Whether one of its own should go before any that is unknown, of which there are some. */
    boolean sparesUnknown(long unknownBytes);
}
