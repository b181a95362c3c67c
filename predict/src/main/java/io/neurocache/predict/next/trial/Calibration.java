package io.neurocache.predict.next.trial;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether what was given a probability came true that often.
 *
 * @param tenths for each tenth of the range of probabilities that was used
 */
public record Calibration(List<Tenth> tenths) {
    private static final int TENTHS = 10;

    /** Copies the list. */
    public Calibration {
        tenths = List.copyOf(tenths);
    }

    /**
     * What was given a probability in one tenth of the range.
     *
     * @param count how many predictions
     * @param mean their mean probability
     * @param hitShare how many of them came true
     */
    public record Tenth(int count, double mean, double hitShare) {}

    /** The mean distance between probability and share that came true, by predictions. */
    public double error() {
        double sum = 0;
        long count = 0;
        for (Tenth tenth : tenths) {
            sum += tenth.count * Math.abs(tenth.mean - tenth.hitShare);
            count += tenth.count;
        }
        return count == 0 ? 0 : sum / count;
    }

    /** Collects predictions. */
    static final class Builder {
        private final int[] counts = new int[TENTHS];
        private final int[] hits = new int[TENTHS];
        private final double[] sums = new double[TENTHS];

        void add(double probability, boolean isHit) {
            int tenth = Math.clamp((int) (probability * TENTHS), 0, TENTHS - 1);
            counts[tenth]++;
            sums[tenth] += probability;
            hits[tenth] += isHit ? 1 : 0;
        }

        Calibration build() {
            List<Tenth> tenths = new ArrayList<>();
            for (int i = 0; i < TENTHS; i++) {
                if (counts[i] > 0) {
                    double count = counts[i];
                    tenths.add(new Tenth(counts[i], sums[i] / count, hits[i] / count));
                }
            }
            return new Calibration(tenths);
        }
    }
}
