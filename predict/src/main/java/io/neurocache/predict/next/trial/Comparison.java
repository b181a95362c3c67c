package io.neurocache.predict.next.trial;

import java.util.BitSet;

/**
 * Two predictors over the same steps: a sign test on those where only one was right (McNemar, "Note
 * on the sampling error of the difference between correlated proportions or percentages",
 * Psychometrika 12, 1947).
 *
 * @param won steps where only the first was right
 * @param lost steps where only the second was
 */
public record Comparison(int won, int lost) {
    private static final int MAX_EXACT = 1_000;

    static Comparison of(BitSet ours, BitSet theirs) {
        BitSet won = (BitSet) ours.clone();
        won.andNot(theirs);
        BitSet lost = (BitSet) theirs.clone();
        lost.andNot(ours);
        return new Comparison(won.cardinality(), lost.cardinality());
    }

    /**
     * The probability of a difference at least as large if neither were better, two-sided. Steps of
     * one session are not independent, so it is rather too low.
     */
    public double p() {
        int all = won + lost;
        int fewer = Math.min(won, lost);
        if (all == 0) {
            return 1;
        }
        if (all > MAX_EXACT) {
            double z = (Math.abs(won - lost) - 1) / Math.sqrt(all);
            return Math.min(1, upperTail(Math.max(z, 0)) * 2);
        }
        double lnHalf = all * Math.log(.5);
        double lnChoose = 0;
        double sum = 0;
        for (int i = 0; i <= fewer; i++) {
            sum += Math.exp(lnChoose + lnHalf);
            lnChoose += Math.log((double) (all - i) / (i + 1));
        }
        return Math.min(1, 2 * sum);
    }

    /** Of the normal distribution: Abramowitz and Stegun, 26.2.17, off by less than 1e-7. */
    private static double upperTail(double z) {
        double t = 1 / (1 + .2316419 * z);
        double series =
                t
                        * (.319381530
                                + t
                                        * (-.356563782
                                                + t
                                                        * (1.781477937
                                                                + t
                                                                        * (-1.821255978
                                                                                + t
                                                                                        * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * series;
    }
}
