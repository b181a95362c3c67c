package io.neurocache.predict.eviction;

/**
 * What may be turned at a learned policy while it runs, each within narrow bounds, so that nobody
 * who turns them can do much harm.
 *
 * @param sizeExponent how much more size counts than the objective says: -0.3 to 0.3, default 0
 * @param admissionMargin by how many octaves an object must be worth more than what goes for it:
 *     -0.5 to 0.5, default 0
 * @param learningRate of the value model: 0.02 to 0.3, default 0.1
 * @param heads horizons the value model looks at: 1 or 2, default 2
 * @param preloadShare the part of the budget for pre-loading that may be spent: 0 to 1, default 1;
 *     nothing to eviction
 */
public record Knobs(
        float sizeExponent,
        float admissionMargin,
        float learningRate,
        int heads,
        float preloadShare) {
    /** As the value model was measured. */
    public static final Knobs DEFAULT = new Knobs(0, 0, 0.1f, 2, 1);

    /** Puts what is beyond a bound on it, and the default for what is no number. */
    public Knobs {
        sizeExponent = bounded(sizeExponent, -0.3f, 0.3f, 0);
        admissionMargin = bounded(admissionMargin, -0.5f, 0.5f, 0);
        learningRate = bounded(learningRate, 0.02f, 0.3f, 0.1f);
        heads = Math.max(1, Math.min(SurvivalModel.HEADS, heads));
        preloadShare = bounded(preloadShare, 0, 1, 1);
    }

    private static float bounded(float value, float least, float most, float otherwise) {
        return Float.isNaN(value) ? otherwise : Math.max(least, Math.min(most, value));
    }
}
