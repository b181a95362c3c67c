package io.neurocache.predict.next;

/**
 * The classes that a step and one of its candidates fall into; what {@link Category} combines.
 *
 * <p>Filled in anew for every step and every candidate. Confined to one thread.
 */
final class Classes {
    /** How many classes there are of the longest known order. */
    static final int ORDERS = Contexts.ORDERS + 1;

    /** How many of resources per page, of age, and of the kinds of candidate and k1 together. */
    static final int PER_PAGE = 4;

    static final int AGES = 20;
    static final int POPULARITIES = 12;
    static final int KINDS = Kind.COUNT * Kind.COUNT;

    private final Keys keys;
    private int lastDirectory;
    private int pageDirectory;

    /** Of the step: the kind of k1, resources per page, so far, to come. */
    int lastKind;

    int perPage;
    int soFar;
    int expected;

    /** Of the candidate as a key. */
    int kind;

    int kinds;
    int asked;
    int age;
    int popularity;
    int neighbours;

    /** Of the candidate on the page: share and order among its resources, ranks in contexts. */
    int share;

    int order;
    int order1;
    int pageSet;
    int page;

    Classes(Keys keys) {
        this.keys = keys;
    }

    void ofStep(Session session, PageResources resources) {
        int last = keys.slot(session.keys[0]);
        int lastPage = keys.slot(session.pages[0]);
        lastKind = last < 0 ? Kind.OTHER.number : keys.kind(last);
        // 0 is no directory's hash but by accident.
        lastDirectory = last < 0 ? 0 : keys.directory(last);
        pageDirectory = lastPage < 0 ? 0 : keys.directory(lastPage);
        perPage = session.resourcesPerPageClass();
        soFar = Math.min(session.resources, 7);
        expected = resources.expectedClass();
    }

    void ofCandidate(int slot, int when) {
        kind = keys.kind(slot);
        kinds = kind * Kind.COUNT + lastKind;
        asked = when;
        age = Math.min(log2(keys.age(slot)), AGES - 1);
        popularity = Math.clamp(-Math.getExponent(keys.popularity(slot)) - 2, 0, POPULARITIES - 1);
        int directory = keys.directory(slot);
        neighbours = (directory == lastDirectory ? 2 : 0) + (directory == pageDirectory ? 1 : 0);
    }

    void ofCandidateOnPage(PageResources resources, ContextInputs ranks, int index) {
        share = resources.classOfShare(index);
        order = resources.order(index);
        order1 = ranks.rank(Context.ORDER_1, index);
        pageSet = ranks.rank(Context.PAGE_SET, index);
        page = ranks.rank(Context.PAGE, index);
    }

    /** 0 for 0, 1 for 1, 2 for 2 and 3, 3 for 4 to 7, ... */
    private static int log2(int number) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(number);
    }
}
