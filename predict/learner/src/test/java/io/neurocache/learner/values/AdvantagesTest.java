package io.neurocache.learner.values;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How decisions are judged by what the same requests gave in other plays. */
class AdvantagesTest {
    @Test
    void whatIsAheadOfTheOthersCountsAndLessTheLaterItComes() {
        List<int[]> hits = List.of(new int[] {5, 8, 3}, new int[] {5, 2, 3}, new int[] {5, 2, 9});
        double[][] advantages = Advantages.of(hits, 0.5, 0.8);
        // By window ahead of the mean of the two others: 0, 6, -3; and each 0.4 times what follows.
        assertArrayEquals(new double[] {1.92, 4.8, -3, 0}, advantages[0], 1e-12);
        assertArrayEquals(new double[] {-1.68, -4.2, -3, 0}, advantages[1], 1e-12);
        assertArrayEquals(new double[] {-0.24, -0.6, 6, 0}, advantages[2], 1e-12);
    }
}
