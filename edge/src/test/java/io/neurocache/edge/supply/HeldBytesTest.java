package io.neurocache.edge.supply;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.slab.InvariantViolation;
import org.junit.jupiter.api.Test;

class HeldBytesTest {
    private final HeldBytes held = new HeldBytes(10);

    @Test
    void soMuchIsHeldAndNoMore() {
        assertTrue(held.take(4));
        assertTrue(held.take(6));
        assertFalse(held.take(1));
        assertTrue(held.take(0));
        held.give(6);
        assertFalse(held.take(7), "what was refused took nothing");
        assertTrue(held.take(6));
    }

    @Test
    void nothingIsGivenBackTwice() {
        assertTrue(held.take(4));
        held.give(4);
        assertThrows(InvariantViolation.class, () -> held.give(1));
    }
}
