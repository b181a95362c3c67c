package io.neurocache.predict.gpt;

import io.neurocache.predict.next.CandidateSource;
import io.neurocache.predict.next.Kind;
import io.neurocache.predict.next.Offers;
import io.neurocache.predict.next.Place;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Offers the ranker what the model expects of a client. An answer that does not know of the last
 * request is offered under categories of its own, so that the ranker learns what it is still worth.
 * Confined to the ranker's thread.
 */
public final class GptSource implements CandidateSource {
    private static final int RANK_CLASSES = 6;
    private static final int PROBABILITY_CLASSES = 5;

    private final LongFunction<@Nullable GptAnswer> answers;

    /** Takes answers from there, by client; null where there is none. */
    public GptSource(LongFunction<@Nullable GptAnswer> answers) {
        this.answers = answers;
    }

    @Override
    public void offer(Place place, Offers offers) {
        GptAnswer answer = answers.apply(place.client());
        String lastKey = place.lastKey();
        if (answer == null || lastKey == null) {
            return;
        }
        boolean isLate = !lastKey.equals(answer.lastKey());
        int rank = 0;
        for (GptAnswer.Expected expected : answer.expected()) {
            if (!isLate || !expected.key().equals(lastKey)) {
                int category = category(rank, expected.lnProbability(), isLate);
                Kind kind = Kind.ofKey(expected.key());
                offers.add(expected.key(), kind, category, expected.lnProbability());
            }
            rank++;
        }
    }

    private static int category(int rank, float lnProbability, boolean isLate) {
        int rankClass = rank < 3 ? rank : rank < 5 ? 3 : rank < 8 ? 4 : 5;
        int probability =
                lnProbability < -4
                        ? 0
                        : lnProbability < -2.5f
                                ? 1
                                : lnProbability < -1.5f ? 2 : lnProbability < -.6f ? 3 : 4;
        int late = isLate ? 1 : 0;
        return (late * RANK_CLASSES + rankClass) * PROBABILITY_CLASSES + probability;
    }
}
