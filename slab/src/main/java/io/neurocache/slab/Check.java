package io.neurocache.slab;

/** Assertions that are always on. */
public final class Check {
    private Check() {}

    /** Throws when an argument is out of its range. */
    public static void argument(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
