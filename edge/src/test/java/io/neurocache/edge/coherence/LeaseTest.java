package io.neurocache.edge.coherence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {
    private static final long LENGTH = 1000;

    private final Lease lease = new Lease(LENGTH, 0);

    @Test
    void nothingIsCoveredBeforeTheFirstGrant() {
        assertFalse(lease.covers(0, 0));
        assertEquals(Long.MAX_VALUE, lease.lostForNanos(5));
    }

    @Test
    void aGrantCountsFromTheAskingAndNotFromItsReceipt() {
        lease.granted(500, 0);

        assertTrue(lease.covers(1499, 0));
        assertFalse(lease.covers(1500, 0), "the end is not covered");
    }

    @Test
    void aGrantWaitsUntilWhatItNamesIsApplied() {
        lease.granted(500, 7);
        assertFalse(lease.covers(600, 7));

        lease.applied(6);
        assertFalse(lease.covers(600, 7));

        lease.applied(7);
        assertTrue(lease.covers(600, 7));
        assertEquals(7, lease.appliedIndex());
    }

    @Test
    void grantsThatWaitCountOneAfterTheOther() {
        lease.granted(100, 5);
        lease.granted(900, 9);

        lease.applied(5);
        assertTrue(lease.covers(1000, 5));
        assertFalse(lease.covers(1100, 5));

        lease.applied(9);
        assertTrue(lease.covers(1899, 9));
    }

    @Test
    void anOlderGrantThatComesLateShortensNothing() {
        lease.granted(900, 0);
        lease.granted(100, 0);

        assertTrue(lease.covers(1800, 0));
    }

    @Test
    void ofTooManyThatWaitTheOldestIsDropped() {
        for (int i = 1; i <= 17; i++) {
            lease.granted(i, i);
        }

        lease.applied(1);
        assertFalse(lease.covers(2, 1));
        lease.applied(2);
        assertTrue(lease.covers(3, 2));
    }

    @Test
    void whatWasSeenBeforeTheIndexOfTheGrantIsNotCovered() {
        lease.granted(0, 0);
        assertTrue(lease.covers(999, 0));

        // Lost at 1000, a purge at index 3 answered without this edge, then applied and granted.
        lease.granted(2000, 3);
        lease.applied(3);

        assertFalse(lease.covers(2001, 2), "the look-up began before the purge was applied");
        assertTrue(lease.covers(2001, 3));
    }

    @Test
    void anotherGrantOfTheSameIndexDisturbsNoLookUp() {
        lease.applied(3);
        lease.granted(0, 3);
        lease.granted(500, 3);

        assertTrue(lease.covers(1200, 3));
    }

    @Test
    void aLeaseThatIsDroppedIsOverAtOnceAndSoAreGrantsThatWait() {
        lease.granted(500, 0);
        lease.granted(600, 4);

        lease.drop(700);
        lease.applied(4);

        assertFalse(lease.covers(700, 4));
        assertEquals(50, lease.lostForNanos(750));
    }

    @Test
    void droppingWhatWasOverLongAgoDoesNotMakeItOverLater() {
        lease.granted(0, 0);

        lease.drop(5000);

        assertEquals(4000, lease.lostForNanos(5000));
    }

    @Test
    void itIsLostSinceItsEnd() {
        lease.granted(0, 0);

        assertEquals(0, lease.lostForNanos(999));
        assertEquals(0, lease.lostForNanos(1000));
        assertEquals(234, lease.lostForNanos(1234));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE - 500, Long.MAX_VALUE, Long.MIN_VALUE, -500})
    void theClockMayWrapAround(long start) {
        Lease wrapping = new Lease(LENGTH, start);
        assertFalse(wrapping.covers(start, 0));

        wrapping.granted(start, 0);
        assertTrue(wrapping.covers(start + 999, 0));
        assertFalse(wrapping.covers(start + 1000, 0));
        assertEquals(1, wrapping.lostForNanos(start + 1001));

        wrapping.granted(start + 600, 0);
        assertTrue(wrapping.covers(start + 1599, 0));
    }

    @Test
    void whatWasAppliedStaysSo() {
        lease.applied(5);
        assertThrows(IllegalArgumentException.class, () -> lease.applied(4));
    }
}
