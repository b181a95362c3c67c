package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizeClassesTest {
    private static final int KIB = 1024;

    /** Below this the smallest slot rules. */
    private static final int SMALLEST_FITTING = 105;

    @ParameterizedTest
    @ValueSource(
            ints = {64 * KIB, 128 * KIB, 256 * KIB, 512 * KIB, 1024 * KIB, 2048 * KIB, 4096 * KIB})
    void noObjectInAFineSlotWastesMoreThanAnEighthOfItsShareOfThePage(int pageBytes) {
        SizeClasses classes = new SizeClasses(pageBytes);
        double worst = 0;
        for (int n = SMALLEST_FITTING; n <= classes.capacity(classes.largestFine()); n++) {
            int sizeClass = classes.classFor(n);
            double share = (double) pageBytes / classes.slots(sizeClass);
            double stored = n + SizeClasses.SLOT_HEADER_BYTES;
            worst = Math.max(worst, (share - stored) / share);
        }
        assertTrue(worst <= 0.125, "worst waste " + worst);
    }

    @ParameterizedTest
    @ValueSource(ints = {64 * KIB, 256 * KIB, 4096 * KIB})
    void aSlotHasTheSmallestClassThatHoldsItsBytes(int pageBytes) {
        SizeClasses classes = new SizeClasses(pageBytes);
        for (int n = 0; n <= classes.capacity(classes.wholePage()); n++) {
            int sizeClass = classes.classFor(n);
            assertTrue(classes.capacity(sizeClass) >= n);
            assertTrue(sizeClass == SizeClasses.FIRST_DATA || classes.capacity(sizeClass - 1) < n);
        }
    }

    @Test
    void anExtentThatFillsAClassHasThatClass() {
        SizeClasses classes = new SizeClasses(512 * KIB);
        for (int c = SizeClasses.FIRST_DATA; c < classes.count(); c++) {
            assertEquals(c, classes.classFor(classes.capacity(c)));
            assertEquals(c, classes.largestFilledBy(classes.capacity(c)));
            assertTrue(classes.slots(c) * (long) classes.slotBytes(c) <= 512 * KIB);
            assertTrue(classes.slotBytes(c) % 16 == 0);
        }
        assertEquals(classes.wholePage(), classes.largestFilledBy(Long.MAX_VALUE));
    }
}
