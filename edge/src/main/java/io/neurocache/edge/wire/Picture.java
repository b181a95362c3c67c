package io.neurocache.edge.wire;

/**
 * The state of the cluster as its events tell it. Confined to the wire's thread, and to whoever
 * opens the wire before it starts.
 */
public interface Picture {
    /**
     * An event is in the journal from now on, told by this node or by another.
     *
     * @param event what happened
     */
    void appended(Event event);

    /**
     * A line that was found in the journal when it was opened, oldest first.
     *
     * @param json the whole line, as {@code /wire/history} gives it
     */
    void found(String json);

    /** The state now: the members of a {@code snapshot} besides those that every event has. */
    String snapshot(long oldest, long newest);
}
