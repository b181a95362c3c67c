package io.neurocache.predict.gpt;

import java.util.List;

/**
 * What a model expects of one client, the likeliest first. Immutable: safe from any thread.
 *
 * @param lastKey the last request that the model knew of
 * @param expected at most {@value #MAX_EXPECTED}
 */
public record GptAnswer(String lastKey, List<Expected> expected) {
    /** The most keys of an answer. */
    public static final int MAX_EXPECTED = 12;

    /**
     * A key that may be asked for next.
     *
     * @param slot of the model's vocabulary
     * @param lnProbability its logarithm, below 0
     */
    public record Expected(String key, int slot, float lnProbability) {}

    /** Copies the list. */
    public GptAnswer {
        expected = List.copyOf(expected);
    }

    /** The best of the scores from a place on. */
    static GptAnswer of(String lastKey, float[] scores, int first, Vocabulary vocabulary) {
        int outcomes = vocabulary.shape().outcomes();
        int filled = vocabulary.slots().size();
        int[] best = new int[MAX_EXPECTED];
        int count = 0;
        float highest = Float.NEGATIVE_INFINITY;
        for (int outcome = 0; outcome < outcomes; outcome++) {
            highest = Math.max(highest, scores[first + outcome]);
        }
        double sum = 0;
        for (int outcome = 0; outcome < outcomes; outcome++) {
            float score = scores[first + outcome];
            sum += Math.exp(score - highest);
            boolean isBetter = count < best.length || score > scores[first + best[count - 1]];
            if (outcome < filled && isBetter) {
                int at = count < best.length ? count++ : count - 1;
                for (; at > 0 && scores[first + best[at - 1]] < score; at--) {
                    best[at] = best[at - 1];
                }
                best[at] = outcome;
            }
        }
        double lnSum = highest + Math.log(sum);
        Expected[] expected = new Expected[count];
        for (int i = 0; i < count; i++) {
            String key = vocabulary.slots().get(best[i]).key();
            expected[i] = new Expected(key, best[i], (float) (scores[first + best[i]] - lnSum));
        }
        return new GptAnswer(lastKey, List.of(expected));
    }
}
