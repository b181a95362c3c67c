package io.neurocache.predict.next;

/**
 * What a prediction may be conditioned on; the order of declaration has no meaning.
 *
 * <p>k1 is the client's last key, k2 the one before it; page is the last page, page2 the one before
 * that.
 */
enum Context {
    /** k1. */
    ORDER_1,
    /** k2, k1. */
    ORDER_2,
    ORDER_3,
    /** The page and what was asked for since, in any order. */
    PAGE_SET,
    /** k2 alone. */
    SKIP_2,
    /** The client and k1: habits. */
    OWN,
    /** Each of the last distinct keys, the nearer the heavier. */
    ASSOCIATED,
    /** The directory and kind of k1, and how many resources came since the page. */
    DIRECTORY,
    /** The page, whose resources are counted once a visit. */
    RESOURCES,
    /** From page to page. */
    PAGE,
    /** From the page's directory to a page. */
    PAGE_DIRECTORY,
    /** What {@link #PAGE} says of page2: the way back and the other links. */
    PAGE_BEFORE,
    /** What {@link #PAGE} says of the page before page2. */
    PAGE_BEFORE_2,
    /** Each of the last pages to a page, the nearer the heavier. */
    PAGE_ASSOCIATED,
    /** Nothing. */
    ORDER_0;

    static final int COUNT = values().length;

    /** The place in tables. Good for this run: it is never written anywhere. */
    @SuppressWarnings("EnumOrdinal") // Arrays by number are several times faster than EnumMap here.
    final int number = ordinal();
}
