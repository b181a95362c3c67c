package io.neurocache.predict.next;

/**
 * What a candidate is classified by: one adaptive probability for each combination of classes.
 *
 * <p>Each constant says which classes, and how many combinations they make.
 */
enum Category {
    /** Kind of candidate, kind of k1, when asked for, resources per page. */
    ASKED(3 * 3 * 4 * 4),
    /** Popularity, age. */
    POPULARITY(12 * 20),
    /** Share among the page's resources, when asked for, kind, resources so far. */
    RESOURCE_SHARE(17 * 4 * 3 * 8),
    /** Ranks in the contexts of k1, of three keys, of the page and set. */
    KEY_RANKS(8 * 8 * 8),
    /** Same directory as k1, as the page; both kinds. */
    DIRECTORY(2 * 2 * 3 * 3),
    /** Ranks in the three page contexts. */
    PAGE_RANKS(8 * 8 * 8),
    /** Rank from page to page, resources so far, whether any is still expected. */
    PAGE_RANK(8 * 8 * 6),
    /** Rank in the usual order of the page's resources not yet asked for, share among all. */
    NEXT_RESOURCE_SHARE(10 * 17),
    /** The same rank, ranks in the contexts of k1 and of the page and set. */
    NEXT_RESOURCE_RANKS(10 * 8 * 8);

    static final int COUNT = values().length;

    /** The place in tables. Good for this run: it is never written anywhere. */
    @SuppressWarnings("EnumOrdinal") // Arrays by number are several times faster than EnumMap here.
    final int number = ordinal();

    final int states;

    Category(int states) {
        this.states = states;
    }
}
