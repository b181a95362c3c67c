package io.neurocache.predict.next.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartialMatchingTest {
    private static final long SOMEBODY = 1;
    private static final long ELSE = 2;

    @Test
    void theLongestKnownContextAnswersAlone() {
        PartialMatching ppm = learnt(2, "a b c", "x b d", "y b d");
        learn(ppm, ELSE, 0, "a b");
        assertEquals(List.of(new Guess("c", 1)), ppm.rank(ELSE, 0, 5));
    }

    @Test
    void aShorterContextAnswersWhereTheLongerIsNew() {
        PartialMatching ppm = learnt(2, "a b c", "x b d", "y b d");
        learn(ppm, ELSE, 0, "z b");
        assertEquals(
                List.of(new Guess("d", 2 / 3.0), new Guess("c", 1 / 3.0)), ppm.rank(ELSE, 0, 5));
    }

    @Test
    void amongEqualsWhatFollowedFirstIsAhead() {
        PartialMatching ppm = learnt(1, "a p", "a q", "a q", "a p");
        learn(ppm, ELSE, 0, "a");
        assertEquals("p", ppm.rank(ELSE, 0, 5).getFirst().key());
    }

    @Test
    void noMoreGuessesThanAskedFor() {
        PartialMatching ppm = learnt(1, "a p", "a q", "a r");
        learn(ppm, ELSE, 0, "a");
        assertEquals(2, ppm.rank(ELSE, 0, 2).size());
    }

    @Test
    void silenceBeyondTheLimitEndsASession() {
        PartialMatching ppm = new PartialMatching(1);
        learn(ppm, SOMEBODY, 0, "a b a");
        assertTrue(ppm.isContinued(SOMEBODY, 1_800));
        assertFalse(ppm.isContinued(SOMEBODY, 1_801));
        assertEquals(List.of(), ppm.rank(SOMEBODY, 1_801, 5));
        learn(ppm, SOMEBODY, 1_801, "z");
        learn(ppm, ELSE, 1_801, "a");
        assertEquals(List.of(new Guess("b", 1)), ppm.rank(ELSE, 1_801, 5));
    }

    @Test
    void nothingIsKnownOfAStranger() {
        PartialMatching ppm = learnt(1, "a b");
        assertFalse(ppm.isContinued(ELSE, 0));
        assertEquals(List.of(), ppm.rank(ELSE, 0, 5));
    }

    /** Sessions of their own clients, keys apart by spaces. */
    private static PartialMatching learnt(int order, String... sessions) {
        PartialMatching ppm = new PartialMatching(order);
        for (int i = 0; i < sessions.length; i++) {
            learn(ppm, 100 + i, 0, sessions[i]);
        }
        return ppm;
    }

    private static void learn(PartialMatching ppm, long client, long seconds, String keys) {
        for (String key : keys.split(" ", -1)) {
            ppm.learn(client, seconds, key);
        }
    }
}
