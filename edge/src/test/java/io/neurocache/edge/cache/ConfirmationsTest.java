package io.neurocache.edge.cache;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConfirmationsTest {
    private final Confirmations confirmations = new Confirmations();

    @Test
    void aFillConfirmsForThoseWhoCameBeforeItBegan() {
        confirmations.note(70, 5);

        assertTrue(confirmations.isLater(70, 4));
        assertFalse(confirmations.isLater(70, 5), "it had begun when they came");
        assertFalse(confirmations.isLater(71, 4), "another object");
    }

    @Test
    void whatIsOverwrittenConfirmsNothing() {
        confirmations.note(70, 5);
        confirmations.note(70 + 4096, 6);

        assertFalse(confirmations.isLater(70, 4));
        assertTrue(confirmations.isLater(70 + 4096, 4));
    }

    @Test
    void nothingIsConfirmedFromTheStart() {
        assertFalse(confirmations.isLater(0, -1));
    }
}
