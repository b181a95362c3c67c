package io.neurocache.predict.next.feed;

import io.neurocache.predict.next.links.StoredText;
import io.neurocache.predict.next.preload.Shelf;
import org.jspecify.annotations.Nullable;

/**
 * The cache, as far as prediction looks at it and acts on it. Called on the feeder's thread: to
 * answer may take a look into memory, never a wait.
 */
public interface Stock {
    /** Whether the key's object is stored and fresh. */
    boolean holds(String key);

    /** Treats a stored object as if it had just been asked for. */
    void touch(String key);

    /** Begins to fetch a key; the end is told as {@link Events#arrived} or {@code failed}. */
    void preload(String key);

    /** As {@link Shelf#guessed}. */
    default void guessed(String key, float odds) {}

    /** As {@link Shelf#ended}. */
    default void ended(String key, Shelf.End end) {}

    /** The beginning of a stored page or style sheet; null for anything else, and where it left. */
    @Nullable StoredText text(String key, int id, int maxBytes);

    /** Whether the node or its origins have too much to do for guesses. */
    boolean isBusy();

    /** What all stored objects occupy, in bytes. */
    long usedBytes();

    /** Carries out what was asked for, if it has been put off. */
    void flush();
}
