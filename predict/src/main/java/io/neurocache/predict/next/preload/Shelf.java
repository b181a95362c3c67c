package io.neurocache.predict.next.preload;

/** The cache, as far as pre-loading sees it. */
public interface Shelf {
    /** What {@link #expectedBytes} answers for a key it knows nothing of. */
    long UNKNOWN = -1;

    /** What {@link #expectedBytes} answers for a key that would not be stored, or is too large. */
    long NOT_STORED = -2;

    /** Whether the key is stored fresh or on its way, so that fetching it would be a waste. */
    boolean holds(String key);

    /** How large the key's object will probably be, in bytes, or one of the two above. */
    long expectedBytes(String key);

    /** Treats a stored object as if it had just been asked for. */
    void touch(String key);

    /** Whether there is too much to do for guesses at present. */
    default boolean isBusy() {
        return false;
    }

    /** Begins to fetch a key; the end is told to {@link Preloader#arrived} or {@code failed}. */
    void preload(String key);
}
