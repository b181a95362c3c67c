package io.neurocache.predict.next.trial;

import io.neurocache.predict.trace.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a predictor was right over a trace, online and in one pass.
 *
 * <p>Each request is served, then learnt from, then what follows it is predicted: nothing is known
 * of the future. A step is a request that continues a session, and so could be foretold; a step
 * without a prediction is one that was missed.
 *
 * @param steps requests that continued a session
 * @param answered steps for which there was any prediction
 * @param first steps where the likeliest key was asked for
 * @param firstFive steps where one of the likeliest five was asked for
 * @param calibration of the likeliest key's probability
 */
public record Accuracy(int steps, int answered, int first, int firstFive, Calibration calibration) {
    private static final int TOP = 5;

    /** When a prediction is made. */
    public enum Moment {
        /** Right after a request was served: what a daemon does. */
        AFTER_SERVING,
        /** When the client's next request arrives: knows what other clients did in between. */
        ON_ARRIVAL
    }

    /** Runs a predictor over a trace. Requests without a time or client count as of one. */
    public static Accuracy of(Predictor predictor, Trace trace, Moment moment) {
        Counts counts = new Counts();
        Map<Integer, List<Guess>> made = new HashMap<>();
        for (int i = 0; i < trace.requests(); i++) {
            int client = trace.client(i);
            long seconds = trace.time(i) == Trace.NO_TIME ? 0 : trace.time(i);
            String key = trace.keyName(trace.key(i));
            if (predictor.isContinued(client, seconds)) {
                counts.add(
                        moment == Moment.ON_ARRIVAL
                                ? predictor.rank(client, seconds, TOP)
                                : made.getOrDefault(client, List.of()),
                        key);
            }
            predictor.learn(client, seconds, key);
            if (moment == Moment.AFTER_SERVING) {
                made.put(client, predictor.rank(client, seconds, TOP));
            }
        }
        return new Accuracy(
                counts.steps,
                counts.answered,
                counts.first,
                counts.firstFive,
                counts.calibration.build());
    }

    /** The share of steps where the likeliest key was asked for. */
    public double top1() {
        return (double) first / Math.max(steps, 1);
    }

    /** The share of steps where one of the likeliest five was asked for. */
    public double top5() {
        return (double) firstFive / Math.max(steps, 1);
    }

    /** The share of steps for which there was any prediction. */
    public double answeredShare() {
        return (double) answered / Math.max(steps, 1);
    }

    private static final class Counts {
        int steps;
        int answered;
        int first;
        int firstFive;
        final Calibration.Builder calibration = new Calibration.Builder();

        void add(List<Guess> guesses, String key) {
            steps++;
            if (guesses.isEmpty()) {
                return;
            }
            answered++;
            boolean isFirst = guesses.getFirst().key().equals(key);
            first += isFirst ? 1 : 0;
            firstFive += guesses.stream().anyMatch(guess -> guess.key().equals(key)) ? 1 : 0;
            calibration.add(guesses.getFirst().probability(), isFirst);
        }
    }
}
