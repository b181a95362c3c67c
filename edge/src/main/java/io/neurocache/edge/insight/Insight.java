package io.neurocache.edge.insight;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what is stored without asking for it: nothing is counted, fetched or validated.
 *
 * <p>An object is named by its key under /cache/, or as {@code //host/path?query} where it belongs
 * to a site; of one with variants the one is meant that a request without any fields gets. Safe
 * from any thread.
 */
public interface Insight {
    /** Whether an object is stored and may be served as it is. */
    boolean isFresh(String name);

    /** How an object is stored, fresh or not; null where it is not. */
    @Nullable Kept kept(String name);

    /**
     * An object as it is stored.
     *
     * @param isFresh whether it may be served as it is
     * @param storedAtMillis since when it is, milliseconds since the epoch
     * @param bytes of its body
     */
    record Kept(boolean isFresh, long storedAtMillis, long bytes) {}

    /** Has the eviction policy take an object as if it had just been served. */
    void touch(String name);

    /**
     * The whole body of an object that may be served as it is; null where there is none so small.
     */
    byte @Nullable [] body(String name, int maxBytes);

    /**
     * The beginning of a stored object, if its Content-Type is wanted.
     *
     * @param id the slab's number, as an observer was told
     * @param maxBytes of the body
     * @return null where something else is stored under the number by now, or it is not wanted
     */
    @Nullable TextBody text(String name, int id, int maxBytes, Predicate<String> isWantedType);
}
