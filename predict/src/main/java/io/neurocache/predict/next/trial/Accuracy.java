package io.neurocache.predict.next.trial;

import io.neurocache.predict.trace.Trace;

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
    /** When a prediction is made. */
    public enum Moment {
        /** Right after a request was served: what a daemon does. */
        AFTER_SERVING,
        /** When the client's next request arrives: knows what other clients did in between. */
        ON_ARRIVAL
    }

    /** Runs a predictor over a trace. Requests without a time or client count as of one. */
    public static Accuracy of(Predictor predictor, Trace trace, Moment moment) {
        return Steps.of(predictor, trace, moment, Long.MIN_VALUE).accuracy();
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
}
