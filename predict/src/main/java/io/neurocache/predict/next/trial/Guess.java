package io.neurocache.predict.next.trial;

/**
 * A key that may be asked for next.
 *
 * @param probability what the predictor makes of it, 0 to 1
 */
public record Guess(String key, double probability) {}
