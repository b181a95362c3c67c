package io.neurocache.predict.eviction;

import io.neurocache.slab.Check;

/**
 * What a learned policy knows of when objects are asked for again, apart from the objects
 * themselves: the weights of its value model and what they were learnt from. A copy, which a policy
 * may begin with instead of with nothing.
 *
 * <p>A weight stands for the same combination of features in every policy of the same {@link
 * #MEANING}, whatever the size of its cache. Immutable: safe from any thread.
 */
public final class ValueTables {
    /** What the numbers stand for; another number when a bin, a table or a head changes. */
    public static final int MEANING = 1;

    /** How many weights there are, and as many sums of squares. */
    public static final int LENGTH = SurvivalModel.LENGTH;

    /** No weight is beyond this, up or down. */
    public static final float MOST_WEIGHT = 1_000;

    private final float[] weights;
    private final float[] squares;
    private final long requests;

    /**
     * Takes copies of what was learnt.
     *
     * @param weights {@link #LENGTH} of them, within {@link #MOST_WEIGHT}
     * @param squares of what each weight was corrected by, summed up: 1 to 1,000
     * @param requests how many it was learnt from, at least 0
     * @throws IllegalArgumentException when a number is out of range or none, or there are others
     *     than so many
     */
    public ValueTables(float[] weights, float[] squares, long requests) {
        Check.argument(weights.length == LENGTH, "tables of another shape", weights.length);
        Check.argument(squares.length == LENGTH, "sums of another shape", squares.length);
        this.weights = weights.clone();
        this.squares = squares.clone();
        this.requests = requests;
        Check.argument(areSane(this.weights, this.squares), "numbers of tables out of range");
        Check.argument(requests >= 0, "learnt from fewer than no requests", requests);
    }

    /** Whether numbers are within their bounds; what is no number is not. */
    static boolean areSane(float[] weights, float[] squares) {
        for (float weight : weights) {
            if (!(Math.abs(weight) <= MOST_WEIGHT)) {
                return false;
            }
        }
        for (float square : squares) {
            if (!(square >= 1 && square <= SurvivalModel.MAX_SQUARES)) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the weights. */
    public float[] weights() {
        return weights.clone();
    }

    /** A copy of the sums of squares: the larger, the smaller the steps of learning. */
    public float[] squares() {
        return squares.clone();
    }

    /** How many requests it was learnt from. */
    public long requests() {
        return requests;
    }

    /**
     * The same but for the weights.
     *
     * @throws IllegalArgumentException when they are out of range or none, or others than so many
     */
    public ValueTables with(float[] otherWeights) {
        return new ValueTables(otherWeights, squares, requests);
    }
}
