package io.neurocache.neurod.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void allButTheWayInIsForObjects() {
        assertEquals(31_000, new Room(32_000).forObjects());
    }

    @Test
    void aSlabThatIsFullWithLessHoldsLess() {
        Room room = new Room(32_000);
        assertTrue(room.full(20_000));
        assertEquals(20_000 - 625, room.forObjects());
    }

    @Test
    void objectsOfTheSameSizeFillWhatTheyCan() {
        Room room = new Room(64_000_000);
        long fits = 50_000_000;
        room.full(fits);
        long asked = 0;
        for (int i = 0; i < 10_000; i++) {
            room.admitted(16_000);
            // Somebody's 400 kB are on their way in beside what the policy keeps.
            if (room.forObjects() + 400_000 > fits) {
                room.full(fits);
                asked++;
            }
        }
        assertTrue(asked < 1_000, "the slab was full " + asked + " times");
        assertTrue(room.forObjects() > fits - 700_000, "only " + room.forObjects());
    }

    @Test
    void nothingChangesBeforeItWasFull() {
        assertFalse(new Room(1_000).admitted(500));
    }

    @Test
    void itNeverGrowsBeyondTheSlabNorShrinksToNothing() {
        Room room = new Room(1_024);
        room.full(1_000);
        for (int i = 0; i < 1_000; i++) {
            room.admitted(1_000);
        }
        assertEquals(992, room.forObjects());
        for (int i = 0; i < 10_000; i++) {
            room.full(1);
        }
        assertEquals(248, room.forObjects());
    }
}
