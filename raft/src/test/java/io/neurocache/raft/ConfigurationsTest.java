package io.neurocache.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.slab.InvariantViolation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationsTest {
    private static final Configuration TWO = Configuration.of(List.of(1, 2));
    private static final Configuration THREE = Configuration.of(List.of(1, 2, 3));
    private static final Configuration FOUR = Configuration.of(List.of(1, 2, 3, 4));

    /** From the start 1 and 2 vote, from index 5 on 3 as well, and from 8 on 4. */
    private static Configurations growing() {
        return configurations(TWO, THREE, FOUR);
    }

    private static Configurations configurations(
            Configuration base, Configuration five, Configuration eight) {
        Configurations configurations = new Configurations(0, base);
        configurations.append(new Entry(1, 5, new Payload.Reconfigure(five)));
        configurations.append(new Entry(1, 6, new Payload.Noop()));
        configurations.append(new Entry(1, 8, new Payload.Reconfigure(eight)));
        return configurations;
    }

    @Test
    void theOneInForceIsTheLatestUpToAnIndex() {
        Configurations configurations = growing();
        assertEquals(TWO, configurations.at(4));
        assertEquals(THREE, configurations.at(5));
        assertEquals(THREE, configurations.at(7));
        assertEquals(FOUR, configurations.at(8));
        assertEquals(8, configurations.latestIndex());
    }

    @Test
    void aVoteThatIsStillToComeCounts() {
        Configurations configurations = growing();
        assertTrue(configurations.isVoterFrom(0, 4));
        assertTrue(configurations.isVoterFrom(7, 4));
        assertFalse(configurations.isVoterFrom(8, 5));
    }

    @Test
    void aVoteThatIsOverDoesNotCount() {
        Configurations shrinking = configurations(FOUR, THREE, TWO);
        assertTrue(shrinking.isVoterFrom(4, 4));
        assertFalse(shrinking.isVoterFrom(5, 4));
        assertTrue(shrinking.isVoterFrom(7, 3));
        assertFalse(shrinking.isVoterFrom(8, 3));
    }

    @Test
    void whatWasInForceBeforeACutComesBack() {
        Configurations configurations = growing();
        configurations.cutFrom(9);
        assertEquals(FOUR, configurations.latest());
        configurations.cutFrom(6);
        assertEquals(THREE, configurations.latest());
        configurations.cutFrom(5);
        assertEquals(TWO, configurations.latest());
    }

    @Test
    void theOldestIsNeverCutOff() {
        Configurations configurations = growing();
        assertThrows(InvariantViolation.class, () -> configurations.cutFrom(0));
    }

    @Test
    void thoseThatWereNoLongerInForceAreForgotten() {
        Configurations configurations = growing();
        configurations.dropBefore(4);
        assertEquals(TWO, configurations.at(4));
        configurations.dropBefore(5);
        // Nobody may ask for index 4 any more: the oldest that is left stands for it.
        assertEquals(THREE, configurations.at(4));
        configurations.dropBefore(7);
        assertEquals(THREE, configurations.at(7));
        assertEquals(FOUR, configurations.latest());
        configurations.dropBefore(9);
        assertEquals(FOUR, configurations.at(7));
    }
}
