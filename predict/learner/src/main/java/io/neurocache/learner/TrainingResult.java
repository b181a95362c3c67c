package io.neurocache.learner;

import io.neurocache.predict.model.ModelFile;

/**
 * A trained model, and what it took.
 *
 * @param choice the file, and why it has its precision
 * @param parameters how many numbers were learnt
 * @param steps that were made
 * @param rejected steps whose gradients were no numbers
 * @param seconds of the steps, by the clock
 * @param loss the mean of the last steps, in nats
 * @param holdoutLoss on sessions that were kept out of the training; NaN without any
 * @param holdoutTop1 the share of their requests that were foretold; NaN without any
 */
record TrainingResult(
        PrecisionChoice choice,
        long parameters,
        int steps,
        int rejected,
        double seconds,
        double loss,
        double holdoutLoss,
        double holdoutTop1) {
    /** The file. */
    ModelFile model() {
        return choice.model();
    }
}
