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

    /**
     * Why a key is fetched, for those who look on.
     *
     * @param odds that it will be asked for, or NaN where it is fetched anew before it goes stale
     */
    default void guessed(String key, float odds) {}

    /**
     * What has become of a pre-load, for those who look on.
     *
     * @param end how it ended
     */
    default void ended(String key, End end) {}

    /** How a pre-load ends. */
    enum End {
        /** It was there when it was asked for. */
        USED,
        /** It was asked for while it was on its way. */
        LATE,
        /** It was not asked for before it was gone, or out of sight. */
        UNUSED
    }
}
