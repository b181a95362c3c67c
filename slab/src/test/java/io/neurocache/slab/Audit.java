package io.neurocache.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

/** Compares what objects claim with what the allocator thinks, while nobody uses the slab. */
final class Audit {
    private Audit() {}

    /** No two objects share a slot, no slot in use is without an object, and all counts agree. */
    static void check(Slab slab) {
        ObjectStore store = slab.store();
        Set<Long> claimed = new HashSet<>();
        slab.forEach(handle -> claim(store, handle, claimed));
        Set<Long> used = new HashSet<>();
        Geometry geometry = store.geometry;
        for (int page = geometry.firstDataPage; page < geometry.pages; page++) {
            int before = used.size();
            store.pages.forEachUsed(page, used::add);
            assertEquals(store.pages.usedSlots(page), used.size() - before, "count of " + page);
        }
        Set<Long> lost = new HashSet<>(used);
        lost.removeAll(claimed);
        assertEquals(Set.of(), lost, "slots in use that no object has");
        assertEquals(used.size(), claimed.size(), "objects have slots that are not in use");
    }

    private static void claim(ObjectStore store, long handle, Set<Long> claimed) {
        long descriptor = store.descriptors.offset(handle);
        assertTrue(claimed.add(descriptor), "descriptor claimed twice");
        assertTrue(claimed.add(store.descriptors.head(descriptor)), "head claimed twice");
        for (Extent extent : store.heads.table(descriptor)) {
            assertTrue(claimed.add(extent.slot()), "extent claimed twice");
        }
        long chained = store.descriptors.retired(descriptor);
        for (; chained != 0; chained = store.heads.nextInChain(chained)) {
            assertTrue(claimed.add(chained), "retired slot claimed twice");
        }
        assertEquals(2, store.descriptors.references(handle), "the index's and the visitor's");
    }
}
