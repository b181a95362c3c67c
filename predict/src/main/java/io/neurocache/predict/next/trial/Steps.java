package io.neurocache.predict.next.trial;

import io.neurocache.predict.trace.Trace;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * At which steps of a trace a predictor was right, so that two can be compared step by step.
 *
 * @param accuracy over all of them
 * @param first the steps where the likeliest key was asked for
 * @param firstFive the steps where one of the likeliest five was
 */
public record Steps(Accuracy accuracy, BitSet first, BitSet firstFive) {
    private static final int TOP = 5;

    /** Copies the sets. */
    public Steps {
        first = (BitSet) first.clone();
        firstFive = (BitSet) firstFive.clone();
    }

    /**
     * Runs a predictor over a trace; see {@link Accuracy}.
     *
     * @param after only steps later than this second count; the predictor learns from all
     */
    public static Steps of(Predictor predictor, Trace trace, Accuracy.Moment moment, long after) {
        Counts counts = new Counts();
        Map<Integer, List<Guess>> made = new HashMap<>();
        for (int i = 0; i < trace.requests(); i++) {
            int client = trace.client(i);
            long seconds = trace.time(i) == Trace.NO_TIME ? 0 : trace.time(i);
            String key = trace.keyName(trace.key(i));
            if (seconds > after && predictor.isContinued(client, seconds)) {
                counts.add(
                        moment == Accuracy.Moment.ON_ARRIVAL
                                ? predictor.rank(client, seconds, TOP)
                                : made.getOrDefault(client, List.of()),
                        key);
            }
            predictor.learn(client, seconds, key);
            if (moment == Accuracy.Moment.AFTER_SERVING) {
                made.put(client, predictor.rank(client, seconds, TOP));
            }
        }
        return counts.build();
    }

    /** How the likeliest key of this compares with that of another, over the same steps. */
    public Comparison compareFirst(Steps other) {
        return Comparison.of(first, other.first);
    }

    /** The same for the likeliest five. */
    public Comparison compareFirstFive(Steps other) {
        return Comparison.of(firstFive, other.firstFive);
    }

    private static final class Counts {
        private final BitSet first = new BitSet();
        private final BitSet firstFive = new BitSet();
        private final Calibration.Builder calibration = new Calibration.Builder();
        private int steps;
        private int answered;

        void add(List<Guess> guesses, String key) {
            int step = steps++;
            if (guesses.isEmpty()) {
                return;
            }
            answered++;
            boolean isFirst = guesses.getFirst().key().equals(key);
            first.set(step, isFirst);
            firstFive.set(step, guesses.stream().anyMatch(guess -> guess.key().equals(key)));
            calibration.add(guesses.getFirst().probability(), isFirst);
        }

        Steps build() {
            Accuracy accuracy =
                    new Accuracy(
                            steps,
                            answered,
                            first.cardinality(),
                            firstFive.cardinality(),
                            calibration.build());
            return new Steps(accuracy, first, firstFive);
        }
    }
}
