package io.neurocache.predict.next.baseline;

/**
 * A key that may be asked for next.
 *
 * @param probability how often it followed the context it was found in, 0 to 1
 */
public record Guess(String key, double probability) {}
