package io.neurocache.learner.values;

import java.util.List;

/**
 * How much better it went than usual: the same requests are played some times over, so what the
 * others hit is the baseline, and what is left is due to draws alone. Stateless.
 */
final class Advantages {
    private Advantages() {}

    /**
     * Generalized advantages of what was decided in each window, where the value of a window is
     * what the other rollouts got from it on: then the surprise of a window is by how many hits it
     * is ahead of theirs.
     *
     * @param hits by rollout and window
     * @return by rollout and window
     */
    static double[][] of(List<int[]> hits, double discount, double trace) {
        int windows = hits.getFirst().length;
        double[][] advantages = new double[hits.size()][windows + 1];
        for (int window = windows - 1; window >= 0; window--) {
            double sum = 0;
            for (int[] one : hits) {
                sum += one[window];
            }
            for (int i = 0; i < hits.size(); i++) {
                double own = hits.get(i)[window];
                double surprise = own - (sum - own) / (hits.size() - 1);
                advantages[i][window] = surprise + discount * trace * advantages[i][window + 1];
            }
        }
        return advantages;
    }
}
