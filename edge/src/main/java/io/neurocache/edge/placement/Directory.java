package io.neurocache.edge.placement;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.rules.ReprDigest;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the cluster knows of cached objects, and how an edge tells it what it holds.
 *
 * <p>Safe from any thread; nothing here blocks. Answers come once, on any thread, after a bounded
 * time: return from them at once. Keys are cache keys, each char one byte.
 */
public interface Directory {
    /** The most objects and keys that one {@link #place} or {@link #touch} takes. */
    int MAX_TOLD = 1000;

    /**
     * Finds what is known here of some objects, which may be a little old.
     *
     * @param keys at most {@link #MAX_TOLD}
     * @param answer takes the known ones, in the order of the keys; none where nobody can say
     */
    void locate(List<String> keys, Consumer<List<Known>> answer);

    /**
     * Finds the objects that are known here, in the order of their keys.
     *
     * @param after only keys behind this one; empty for all
     * @param limit the most wanted, from 1 to {@link #MAX_TOLD}
     * @param answer takes them; none at the end, or where nobody can say
     */
    void list(String after, int limit, Consumer<List<Known>> answer);

    /**
     * Tells what this edge holds since lately, and what it holds no longer. Doing it twice does no
     * harm, and what it saw before a put of the key counts for nothing.
     *
     * @param seenIndex up to where the log had been applied here before the edge looked
     * @param placed at most {@link #MAX_TOLD}
     * @param removed keys, at most {@link #MAX_TOLD}
     * @param answer takes whether the cluster knows it now
     */
    void place(long seenIndex, List<Held> placed, List<String> removed, Consumer<Boolean> answer);

    /**
     * Puts an object of this edge in the place of what any edge holds under its key. When it is
     * answered {@code Done}, no edge serves anything older, and each knows who holds this.
     */
    void supersede(Held held, Consumer<Cluster.Outcome> answer);

    /**
     * Tells how often objects of this edge were asked for since it last told.
     *
     * @param uses at most {@link #MAX_TOLD}
     * @param answer takes whether the cluster knows it now
     */
    void touch(List<Use> uses, Consumer<Boolean> answer);

    /**
     * What an object is.
     *
     * @param size bytes of its body
     * @param digest of its body
     * @param expires seconds since 1970 from which it is stale; 0 and more
     */
    record Content(long size, ReprDigest digest, long expires) {}

    /** An object that this edge holds. */
    record Held(String key, Content content) {}

    /**
     * How often an object was asked for.
     *
     * @param times from 1
     */
    record Use(String key, long times) {}

    /**
     * What the cluster knows of an object.
     *
     * @param holders members whose edges hold it, rising
     * @param isHere whether this edge is one of them
     * @param putIndex of the entry of the log by which a client's put superseded all others; 0 for
     *     what was not put
     */
    record Known(
            String key, Content content, List<Integer> holders, boolean isHere, long putIndex) {}
}
