package io.neurocache.neurod.prediction;

import io.neurocache.predict.next.preload.Shelf;

/**
 * Sees what prediction sees and does. Called on its thread for every answer to a client: returns at
 * once.
 */
public interface Onlooker {
    /** A client was answered. */
    void answered(String key, boolean isHit);

    /** As {@link Shelf#guessed}. */
    void guessed(String key, float odds);

    /** As {@link Shelf#ended}. */
    void ended(String key, Shelf.End end);
}
