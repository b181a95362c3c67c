package io.neurocache.predict.next;

/**
 * Knows candidates that the sessions have not shown, or has an opinion of its own: the links of a
 * page, another model.
 *
 * <p>The ranker learns how much to make of each. A source that has nothing to say costs nothing and
 * changes nothing.
 */
@FunctionalInterface
public interface CandidateSource {
    /** How many candidates of one source are looked at in a step; the rest are ignored. */
    int MAX_OFFERS = 12;

    /** Categories are 0 to this, exclusive. */
    int CATEGORIES = 64;

    /**
     * Offers what may come next; called on the ranker's thread once a step, so it must not block.
     *
     * @param place valid during the call
     * @param offers where candidates go, best first; valid during the call
     */
    void offer(Place place, Offers offers);
}
