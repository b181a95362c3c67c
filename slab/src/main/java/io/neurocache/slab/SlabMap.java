package io.neurocache.slab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What lies where in the slab, coarsely. A snapshot taken without stopping anybody: what changed
 * meanwhile may be in it or not.
 *
 * @param pageBytes size of a page
 * @param pages data pages
 * @param occupied for each cell, a group of neighbouring pages: the part of it in use, 0 to 255
 * @param slotBytes for each cell: the size of the slots of its pages, 0 where no page has any, -1
 *     where they have several
 * @param classes what each size of slots takes, the smallest first; those that no page has are left
 *     out
 */
@SuppressWarnings("ArrayRecordComponent") // Made for the caller, who may keep them.
public record SlabMap(
        int pageBytes, int pages, int[] occupied, int[] slotBytes, List<SizeClass> classes) {
    private static final int FULL = 255;

    /**
     * The pages of one size of slots.
     *
     * @param slotBytes the size of each slot
     * @param pages with such slots
     * @param slots in these pages
     * @param usedSlots of these, how many are in use
     */
    public record SizeClass(int slotBytes, int pages, long slots, long usedSlots) {}

    /**
     * Reads the page table.
     *
     * @param mostCells of the map, from 1; there are fewer where there are fewer pages
     */
    static SlabMap of(ObjectStore store, int mostCells) {
        Check.argument(mostCells >= 1, "a map has cells", mostCells);
        Geometry geometry = store.geometry;
        int pages = geometry.pages - geometry.firstDataPage;
        int group = (pages + mostCells - 1) / mostCells;
        int cells = (pages + group - 1) / group;
        int[] occupied = new int[cells];
        int[] slotBytes = new int[cells];
        int[] pagesOf = new int[geometry.classes.count()];
        long[] usedOf = new long[geometry.classes.count()];
        for (int cell = 0; cell < cells; cell++) {
            int first = geometry.firstDataPage + cell * group;
            int end = Math.min(first + group, geometry.pages);
            long used = 0;
            for (int page = first; page < end; page++) {
                used += store.pages.usedBytes(page);
                if (store.pages.isAssigned(page)) {
                    int sizeClass = store.pages.classOfPage(page);
                    int slot = geometry.classes.slotBytes(sizeClass);
                    slotBytes[cell] = slotBytes[cell] == 0 || slotBytes[cell] == slot ? slot : -1;
                    pagesOf[sizeClass]++;
                    usedOf[sizeClass] += store.pages.usedSlots(page);
                }
            }
            occupied[cell] = part(used, (long) (end - first) * geometry.pageBytes);
        }
        return new SlabMap(
                geometry.pageBytes, pages, occupied, slotBytes, classes(geometry, pagesOf, usedOf));
    }

    /** Something is not nothing, and not quite all is not all. */
    private static int part(long used, long all) {
        if (used <= 0) {
            return 0;
        }
        return used >= all ? FULL : Math.clamp(used * FULL / all, 1, FULL - 1);
    }

    private static List<SizeClass> classes(Geometry geometry, int[] pagesOf, long[] usedOf) {
        List<SizeClass> classes = new ArrayList<>();
        for (int c = SizeClasses.DESCRIPTOR; c < pagesOf.length; c++) {
            if (pagesOf[c] > 0) {
                long slots = (long) pagesOf[c] * geometry.classes.slots(c);
                classes.add(
                        new SizeClass(geometry.classes.slotBytes(c), pagesOf[c], slots, usedOf[c]));
            }
        }
        classes.sort(Comparator.comparingInt(SizeClass::slotBytes));
        return List.copyOf(classes);
    }
}
