package io.neurocache.predict.next.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static BitSet of(int... bits) {
        BitSet set = new BitSet();
        for (int bit : bits) {
            set.set(bit);
        }
        return set;
    }

    @Test
    void onlyStepsWhereOneAloneWasRightCount() {
        assertEquals(new Comparison(2, 1), Comparison.of(of(1, 2, 3, 70), of(2, 3, 99)));
    }

    @Test
    void pIsThatOfTheBinomialDistribution() {
        assertEquals(1, new Comparison(0, 0).p());
        assertEquals(1, new Comparison(5, 5).p());
        assertEquals(2 / 1024., new Comparison(10, 0).p(), 1e-9);
        assertEquals(22 / 1024., new Comparison(1, 9).p(), 1e-9);
    }

    @Test
    void manyStepsAreNormallyDistributed() {
        // z = 1.96 and 3.29, less the correction for whole numbers.
        assertEquals(.05, new Comparison(5_099, 4_902).p(), 5e-4);
        assertEquals(.001, new Comparison(4_835, 5_165).p(), 5e-5);
        assertEquals(1, new Comparison(5_000, 5_000).p(), 1e-6);
        double exact = new Comparison(530, 470).p();
        assertEquals(exact, new Comparison(531, 471).p(), 2e-3);
    }
}
