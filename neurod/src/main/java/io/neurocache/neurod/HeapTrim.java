package io.neurocache.neurod;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * Gives back the heap that a burst of work has left behind.
 *
 * <p>The serial collector takes memory from the kernel as objects grow old and looks at it again
 * only when it is full, which after a burst may be never. One full collection while nothing
 * happens, 20 to 60 ms, returns it. It is asked for only where it is likely to return something:
 * when much more is held than was alive after the last one.
 *
 * <p>Confined to one thread.
 */
final class HeapTrim {
    /** Less is not worth a pause. */
    static final long LEAST_BYTES = 8L << 20;

    /** Young collections between two looks that still count as idle. */
    static final long IDLE_COLLECTIONS = 1;

    private long lastCollections = Long.MAX_VALUE;

    /** Looks, and collects where that pays; call it every few seconds. */
    @SuppressWarnings("DoNotCallSystemGC") // what this class is for
    void look() {
        long collections = 0;
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += bean.getCollectionCount();
        }
        long idle = collections - lastCollections;
        lastCollections = collections;
        if (idle >= 0 && pays(held(), alive(), idle)) {
            System.gc();
        }
    }

    /**
     * Whether a full collection pays.
     *
     * @param heldBytes taken from the kernel for old objects
     * @param aliveBytes of them found alive by the last full collection; 0 before the first
     * @param collections since the last look
     */
    static boolean pays(long heldBytes, long aliveBytes, long collections) {
        return collections <= IDLE_COLLECTIONS && heldBytes > 2 * aliveBytes + LEAST_BYTES;
    }

    private static long held() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            sum += isOld(pool) ? pool.getUsage().getCommitted() : 0;
        }
        return sum;
    }

    private static long alive() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage after = isOld(pool) ? pool.getCollectionUsage() : null;
            sum += after == null ? 0 : after.getUsed();
        }
        return sum;
    }

    private static boolean isOld(MemoryPoolMXBean pool) {
        return pool.getType() == MemoryType.HEAP && pool.getName().startsWith("Tenured");
    }
}
