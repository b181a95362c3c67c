package io.neurocache.neurod.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.neurocache.slab.InvariantViolation;
import org.junit.jupiter.api.Test;

class DenseIdsTest {
    private final DenseIds ids = new DenseIds();

    @Test
    void numbersAreDenseAndUsedAgain() {
        for (int i = 0; i < 5_000; i++) {
            assertEquals(i, ids.take(1_000_000 + i));
        }
        ids.give(7);
        ids.give(4_999);
        ids.give(0);
        assertEquals(4_997, ids.count());
        assertEquals(0, ids.take(1));
        assertEquals(4_999, ids.take(2));
        assertEquals(7, ids.take(3));
        assertEquals(5_000, ids.take(4));
        assertEquals(3, ids.slabId(7));
        assertEquals(1_000_008, ids.slabId(8));
    }

    @Test
    void whatNobodyHasIsNoNumber() {
        int number = ids.take(5);
        ids.give(number);
        assertThrows(InvariantViolation.class, () -> ids.give(number));
        assertThrows(InvariantViolation.class, () -> ids.slabId(number));
    }
}
