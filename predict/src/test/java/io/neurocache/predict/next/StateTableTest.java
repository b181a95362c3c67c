package io.neurocache.predict.next;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StateTableTest {
    private final StateTable table = new StateTable(3, .5f);

    @Test
    void followsTheMeanAtFirst() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 == 0) {
                table.hit(0);
            } else {
                table.miss(0);
            }
        }
        assertEquals(.25, probability(0), .02);
        assertEquals(.5, probability(1), .001);
    }

    @Test
    void forgetsWhatIsLongPast() {
        for (int i = 0; i < 5_000; i++) {
            table.hit(0);
        }
        for (int i = 0; i < 1_000; i++) {
            table.miss(0);
        }
        assertTrue(probability(0) < .1, "" + probability(0));
    }

    @Test
    void manyMissesAreSoManyMisses() {
        table.miss(0, 20);
        for (int i = 0; i < 20; i++) {
            table.miss(1);
        }
        assertEquals(table.logit(1), table.logit(0), 1e-4);
    }

    @Test
    void neverBecomesCertain() {
        table.miss(0, 100_000);
        for (int i = 0; i < 100_000; i++) {
            table.hit(1);
        }
        assertTrue(Float.isFinite(table.logit(0)) && Float.isFinite(table.logit(1)));
        assertEquals(.0005, probability(0), 1e-5);
        assertEquals(.999, probability(1), 1e-4);
    }

    private double probability(int state) {
        return 1 / (1 + Math.exp(-table.logit(state)));
    }
}
