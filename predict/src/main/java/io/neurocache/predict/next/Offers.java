package io.neurocache.predict.next;

import io.neurocache.slab.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes what a {@link CandidateSource} offers. Confined to the ranker's thread. */
public final class Offers {
    /** What a source says that has no probabilities. */
    public static final float NO_OPINION = 0;

    private final Memory memory;
    private final int[] indexes;
    private final int[] categories;
    private final float[] lnProbabilities;
    private final int[] counts;
    private int source;
    private @Nullable Step step;
    private @Nullable Session session;

    Offers(Memory memory, int sources) {
        this.memory = memory;
        this.indexes = new int[sources * CandidateSource.MAX_OFFERS];
        this.categories = new int[indexes.length];
        this.lnProbabilities = new float[indexes.length];
        this.counts = new int[sources];
    }

    void begin(Step newStep, Session newSession, int newSource) {
        step = newStep;
        session = newSession;
        source = newSource;
        counts[source] = 0;
    }

    /**
     * Offers a candidate. A key that nobody has asked for yet is welcome.
     *
     * @param category what the source tells its candidates apart by; the ranker learns how often
     *     each category is right
     * @param lnProbability the logarithm of the source's own probability, or {@link #NO_OPINION}
     */
    public void add(String key, Kind kind, int category, float lnProbability) {
        Check.argument(category >= 0, "category below 0", category);
        Check.argument(category < CandidateSource.CATEGORIES, "category too high", category);
        if (isFull()) {
            return;
        }
        take(memory.keys().admit(key, kind), category, lnProbability);
    }

    /** Offers a candidate without opinion, unless the client has asked for it since the page. */
    public void addUnasked(String key, Kind kind, int category) {
        Check.argument(category >= 0, "category below 0", category);
        Check.argument(category < CandidateSource.CATEGORIES, "category too high", category);
        if (isFull()) {
            return;
        }
        int slot = memory.keys().admit(key, kind);
        Session asking = Objects.requireNonNull(session, "offered outside of a step");
        if (memory.asked().when(asking, memory.keys().hash(slot)) != Asked.THIS_VISIT) {
            take(slot, category, NO_OPINION);
        }
    }

    /** Whether nothing more is taken from this source in this step. */
    public boolean isFull() {
        return counts[source] == CandidateSource.MAX_OFFERS;
    }

    private void take(int slot, int category, float lnProbability) {
        Step current = Objects.requireNonNull(step, "offered outside of a step");
        int index = memory.candidates().add(current, memory.keys().reference(slot));
        if (index >= 0) {
            int at = source * CandidateSource.MAX_OFFERS + counts[source]++;
            indexes[at] = index;
            categories[at] = category;
            lnProbabilities[at] = lnProbability;
        }
    }

    int count(int ofSource) {
        return counts[ofSource];
    }

    int index(int ofSource, int offer) {
        return indexes[ofSource * CandidateSource.MAX_OFFERS + offer];
    }

    int category(int ofSource, int offer) {
        return categories[ofSource * CandidateSource.MAX_OFFERS + offer];
    }

    float lnProbability(int ofSource, int offer) {
        return lnProbabilities[ofSource * CandidateSource.MAX_OFFERS + offer];
    }
}
