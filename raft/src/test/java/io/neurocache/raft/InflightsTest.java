package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.slab.InvariantViolation;
import org.junit.jupiter.api.Test;

class InflightsTest {
    private static final long MAX_BYTES = 100;

    private final Inflights inflights = new Inflights(3, MAX_BYTES);

    @Test
    void theWindowHasSoManyMessages() {
        inflights.add(1, 1);
        inflights.add(2, 1);
        assertFalse(inflights.isFull());
        inflights.add(3, 1);
        assertTrue(inflights.isFull());
        assertEquals(3, inflights.count());
    }

    @Test
    void theWindowHasSoManyBytes() {
        inflights.add(1, MAX_BYTES - 1);
        assertFalse(inflights.isFull());
        inflights.add(2, 1);
        assertTrue(inflights.isFull());
    }

    @Test
    void anAcknowledgementFreesWhatItCovers() {
        inflights.add(3, 60);
        inflights.add(5, 60);
        inflights.freeThrough(2);
        assertEquals(2, inflights.count());
        inflights.freeThrough(4);
        assertEquals(1, inflights.count());
        assertFalse(inflights.isFull());
        inflights.freeThrough(5);
        assertEquals(0, inflights.count());
    }

    @Test
    void placesAreUsedAgain() {
        for (long index = 1; index <= 20; index += 2) {
            inflights.add(index, 40);
            inflights.add(index + 1, 40);
            assertFalse(inflights.isFull());
            inflights.freeThrough(index + 1);
        }
        assertEquals(0, inflights.count());
    }

    @Test
    void nothingIsSentBeyondTheWindow() {
        inflights.add(1, MAX_BYTES);
        assertThrows(InvariantViolation.class, () -> inflights.add(2, 1));
    }

    @Test
    void aClearedWindowIsOpen() {
        inflights.add(1, MAX_BYTES);
        inflights.clear();
        assertEquals(0, inflights.count());
        assertFalse(inflights.isFull());
    }
}
