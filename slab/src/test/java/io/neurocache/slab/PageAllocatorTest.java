package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageAllocatorTest {
    private static final int CLASS = SizeClasses.FIRST_DATA + 5;

    @TempDir private Path directory;

    private Slab slab;
    private PageAllocator pages;
    private Geometry geometry;

    @BeforeEach
    void open() throws IOException {
        slab = TestSlab.open(directory.resolve("slab"));
        pages = slab.store().pages;
        geometry = slab.store().geometry;
    }

    @AfterEach
    void close() throws IOException {
        slab.close();
    }

    @Test
    void allSlotsOfAllPagesAreHandedOutOnceAndTakenBack() {
        Set<Long> slots = new HashSet<>();
        long slot = pages.allocate(CLASS);
        while (slot != PageAllocator.NONE) {
            assertTrue(slots.add(slot), "handed out twice");
            slot = pages.allocate(CLASS);
        }
        int dataPages = geometry.pages - geometry.firstDataPage;
        assertEquals(dataPages * geometry.classes.slots(CLASS), slots.size());
        assertEquals(PageAllocator.NONE, pages.allocate(CLASS + 1), "no page for another class");
        slots.forEach(used -> pages.free(used, CLASS));
        assertEquals(0, slab.stats().usedBytes());
        assertEquals(geometry.dataBytes(), slab.stats().unassignedBytes());
        assertNotEquals(PageAllocator.NONE, pages.allocate(geometry.classes.wholePage()));
    }

    @Test
    void freeingTwiceIsAnInvariantViolation() {
        long first = pages.allocate(CLASS);
        long second = pages.allocate(CLASS);
        assertNotEquals(first, second);
        pages.free(first, CLASS);
        assertThrows(InvariantViolation.class, () -> pages.free(first, CLASS));
        assertThrows(InvariantViolation.class, () -> pages.free(second + 16, CLASS));
        assertThrows(InvariantViolation.class, () -> pages.free(0, CLASS));
        pages.free(second, CLASS);
    }

    /**
     * Each thread marks the 16-byte units of what it holds: a mark that is set already is overlap.
     */
    @Test
    void threadsNeverHoldOverlappingSlotsAndNoneIsLost() throws Exception {
        AtomicLongArray marks = new AtomicLongArray((int) (geometry.sizeBytes / 16 / 64));
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            Future<?>[] done = new Future<?>[4];
            for (int i = 0; i < done.length; i++) {
                SplittableRandom random = new SplittableRandom(i);
                done[i] = executor.submit(() -> churn(marks, random));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        assertEquals(0, slab.stats().usedBytes());
        assertEquals(geometry.dataBytes(), slab.stats().unassignedBytes(), "a page was lost");
        int found = 0;
        while (pages.allocate(geometry.classes.wholePage()) != PageAllocator.NONE) {
            found++;
        }
        assertEquals(geometry.pages - geometry.firstDataPage, found, "hints lost a page");
    }

    private void churn(AtomicLongArray marks, SplittableRandom random) {
        long[] slots = new long[600];
        int[] sizeClasses = new int[slots.length];
        for (int step = 0; step < 60_000; step++) {
            int i = random.nextInt(slots.length);
            if (slots[i] != PageAllocator.NONE) {
                mark(marks, slots[i], sizeClasses[i], false);
                pages.free(slots[i], sizeClasses[i]);
                slots[i] = PageAllocator.NONE;
            } else {
                int classes = geometry.classes.count() - SizeClasses.FIRST_DATA;
                sizeClasses[i] = SizeClasses.FIRST_DATA + random.nextInt(classes);
                slots[i] = pages.allocate(sizeClasses[i]);
                if (slots[i] != PageAllocator.NONE) {
                    mark(marks, slots[i], sizeClasses[i], true);
                }
            }
        }
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] != PageAllocator.NONE) {
                mark(marks, slots[i], sizeClasses[i], false);
                pages.free(slots[i], sizeClasses[i]);
            }
        }
    }

    /** Sets or clears the marks at both ends and the middle of a slot. */
    private void mark(AtomicLongArray marks, long slot, int sizeClass, boolean held) {
        int bytes = geometry.classes.slotBytes(sizeClass);
        for (long at : new long[] {slot, slot + bytes / 2, slot + bytes - 1}) {
            int unit = (int) (at / 16);
            long bit = 1L << unit;
            long before =
                    held
                            ? marks.getAndAccumulate(unit / 64, bit, (a, b) -> a | b)
                            : marks.getAndAccumulate(unit / 64, bit, (a, b) -> a & ~b);
            boolean was = (before & bit) != 0;
            Check.invariant(was != held, "two threads hold overlapping slots, at", at);
        }
    }
}
