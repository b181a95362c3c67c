package io.neurocache.predict.eviction;

/**
 * What stands to choose when the cache is full: a few cached objects that are worth least, and last
 * the object that is offered, which is refused when it is chosen. Reused: valid until {@link
 * Chooser#choose} returns.
 */
public final class Choice {
    /** Cached objects that stand to choose at most. */
    public static final int MOST_CACHED = 8;

    /** What is chosen among at most. */
    public static final int MOST = MOST_CACHED + 1;

    private final long[] features = new long[MOST];
    private final float[] priors = new float[MOST];
    private final float[] costs = new float[MOST];
    private int count;
    private boolean bothHeads;

    Choice() {}

    void clear(boolean itsHeads) {
        count = 0;
        bothHeads = itsHeads;
    }

    void add(long itsFeatures, float prior, float cost) {
        features[count] = itsFeatures;
        priors[count] = prior;
        costs[count] = cost;
        count++;
    }

    /** How many there are to choose among, from 2 on. */
    public int count() {
        return count;
    }

    /** An object's features, as {@link ValueFunction} takes them. */
    public long features(int at) {
        return features[at];
    }

    /** An object's prior, as {@link ValueFunction} takes it. */
    public float prior(int at) {
        return priors[at];
    }

    /** What its bytes cost: to be taken from its value. */
    public float cost(int at) {
        return costs[at];
    }

    /** Whether both heads of the model are believed at the time. */
    public boolean bothHeads() {
        return bothHeads;
    }
}
