package io.neurocache.predict.next.preload;

import io.neurocache.slab.Check;

/**
 * Which candidates are worth fetching before they are asked for.
 *
 * <p>A candidate of probability p is, when p reaches the floor and its odds pay for its bytes:
 * {@code p / (1 - p) >= size / (patience * mean size)}. A small icon is worth a guess, a large film
 * needs certainty. Of everything tried the price of the bytes was worth most: the same predictions
 * without it cost three to five times the extra bytes.
 *
 * @param floor the least probability, 0 to 1
 * @param patience how many times the mean size even odds pay for; infinite to ignore sizes
 * @param most how many of a ranking's candidates are looked at, 1 or more
 */
public record PreloadRule(float floor, float patience, int most) {
    /** Hardly any more bytes than without: for origins that are paid by the byte. */
    public static final PreloadRule THRIFTY = new PreloadRule(.19f, 4.5f, 24);

    /** More hits for some more bytes and requests. */
    public static final PreloadRule NORMAL = new PreloadRule(.12f, 8.5f, 24);

    /** Checks the ranges. */
    public PreloadRule {
        Check.argument(floor >= 0 && floor <= 1, "a floor that is no probability");
        Check.argument(patience > 0, "no patience");
        Check.argument(most >= 1, "no candidates", most);
    }

    /** Whether a candidate is worth its bytes. */
    public boolean isWorth(float probability, long bytes, double meanBytes) {
        return probability >= floor
                && (Float.isInfinite(patience)
                        || probability * patience * meanBytes >= bytes * (1.0 - probability));
    }
}
