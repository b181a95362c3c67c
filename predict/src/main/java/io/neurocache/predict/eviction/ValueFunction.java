package io.neurocache.predict.eviction;

import io.neurocache.slab.Check;

/**
 * The value of objects as a function of the tables' weights, with its derivatives: what {@link
 * SurvivalModel} computes fast, computed exactly. The weights are looked up anew for each call, so
 * that whoever owns them may change them. Confined to one thread.
 */
public final class ValueFunction {
    private static final double LN2 = Math.log(2);

    private final float[] weights;
    private final int[] places = new int[SurvivalModel.TABLES];

    // Of the object at hand.
    private double came0;
    private double came1;
    private double held0;
    private double held;

    /**
     * A function of these weights.
     *
     * @param weights {@link ValueTables#LENGTH} of them, which stay the caller's
     */
    public ValueFunction(float[] weights) {
        Check.argument(weights.length == ValueTables.LENGTH, "weights", weights.length);
        this.weights = weights;
    }

    /**
     * The binary logarithm of hits per turnover that an object is held.
     *
     * @param bothHeads whether the head of the longer horizon is believed
     */
    public double value(long features, float prior, boolean bothHeads) {
        look(features, prior);
        return Math.log(index(bothHeads)) / LN2;
    }

    /** Adds the derivatives of a value by the weights, some times over. */
    public void addGradient(
            long features, float prior, boolean bothHeads, double times, double[] gradient) {
        look(features, prior);
        double survived0 = 1 - came0;
        double index = index(bothHeads);
        double slope0;
        double slope1;
        if (index == came0 / held0) {
            // index = c0 / held0, and held0 falls with c0.
            double length = SurvivalModel.horizon(0);
            slope0 = (1 / held0 + came0 * length / 2 / (held0 * held0)) * came0 * survived0;
            slope1 = 0;
        } else {
            double length = SurvivalModel.horizon(1) - SurvivalModel.horizon(0);
            double survived1 = survived0 * (1 - came1);
            double heldBy0 = -SurvivalModel.horizon(0) / 2 - length / 2 * (2 - came1);
            double heldBy1 = -length / 2 * survived0;
            double by0 = (1 - came1) / held - (1 - survived1) * heldBy0 / (held * held);
            double by1 = survived0 / held - (1 - survived1) * heldBy1 / (held * held);
            slope0 = by0 * came0 * survived0;
            slope1 = by1 * came1 * (1 - came1);
        }
        double scale = times / (index * LN2);
        for (int place : places) {
            gradient[place] += scale * slope0;
            gradient[place + 1] += scale * slope1;
        }
    }

    private void look(long features, float prior) {
        SurvivalModel.locate(features, places);
        double logit0 = prior;
        double logit1 = prior;
        for (int place : places) {
            logit0 += weights[place];
            logit1 += weights[place + 1];
        }
        came0 = 1 / (1 + Math.exp(-logit0));
        came1 = 1 / (1 + Math.exp(-logit1));
    }

    private double index(boolean bothHeads) {
        double survived0 = 1 - came0;
        held0 = SurvivalModel.horizon(0) * (1 + survived0) / 2;
        double index = came0 / held0;
        if (bothHeads) {
            double survived1 = survived0 * (1 - came1);
            double length = SurvivalModel.horizon(1) - SurvivalModel.horizon(0);
            held = held0 + length * (survived0 + survived1) / 2;
            index = Math.max(index, (1 - survived1) / held);
        }
        return index;
    }
}
