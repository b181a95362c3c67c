package io.neurocache.predict.eviction;

/**
 * How large the regions of W-TinyLFU may be, and the moves between them that follow from it: the
 * window begins with a hundredth of the bytes, the protected part with four fifths of the rest, and
 * what the window wins the protected part loses.
 */
final class TinyLfuRegions {
    // In the order in which victims are looked for.
    static final int PROBATION = 0;
    static final int PROTECTED = 1;
    static final int WINDOW = 2;

    private static final int NONE = Lists.NONE;

    /** Nodes moved at a time between regions; the rest follows with the next requests. */
    private static final int TRANSFERS = 1_000;

    private final Lists regions;
    private long capacity;
    private long windowMax;
    private long protectedMax;
    private long adjustment;

    TinyLfuRegions(Lists regions, long capacity) {
        this.regions = regions;
        this.capacity = capacity;
        windowMax = firstWindow(capacity);
        protectedMax = firstProtected(capacity);
    }

    private static long firstWindow(long capacity) {
        return capacity - (long) (0.99 * capacity);
    }

    private static long firstProtected(long capacity) {
        return (long) (0.80 * (capacity - firstWindow(capacity)));
    }

    /** The bytes the window may have. */
    long windowMax() {
        return windowMax;
    }

    /** The bytes the protected part may have. */
    long protectedMax() {
        return protectedMax;
    }

    /** Gives all regions their shares of another capacity. */
    void capacity(long bytes) {
        double scale = (double) bytes / capacity;
        long window = firstWindow(bytes);
        long shielded = firstProtected(bytes);
        long won = (long) ((windowMax - firstWindow(capacity)) * scale);
        won = Math.max(1 - window, Math.min(shielded, won));
        windowMax = window + won;
        protectedMax = shielded - won;
        adjustment = (long) (adjustment * scale);
        capacity = bytes;
    }

    /** Moves what no longer fits into the window to probation; the first one, or NONE. */
    int drainWindow() {
        int first = NONE;
        while (regions.bytes(WINDOW) > windowMax) {
            int node = regions.oldest(WINDOW);
            regions.move(PROBATION, node);
            first = first == NONE ? node : first;
        }
        return first;
    }

    /** The window shall grow by so many bytes, or shrink. */
    void adjust(long bytes) {
        adjustment = bytes;
    }

    /** Makes some of the moves that are due. */
    void settle() {
        demoteProtected();
        if (adjustment > 0) {
            growWindow();
        } else if (adjustment < 0) {
            shrinkWindow();
        }
    }

    private void demoteProtected() {
        for (int i = 0; i < TRANSFERS && regions.bytes(PROTECTED) > protectedMax; i++) {
            regions.move(PROBATION, regions.oldest(PROTECTED));
        }
    }

    private void growWindow() {
        long quota = Math.min(adjustment, protectedMax);
        protectedMax -= quota;
        windowMax += quota;
        demoteProtected();
        for (int i = 0; i < TRANSFERS; i++) {
            int id = regions.oldest(PROBATION);
            if (id == NONE || quota < regions.bytesOf(id)) {
                id = regions.oldest(PROTECTED);
            }
            if (id == NONE || quota < regions.bytesOf(id)) {
                break;
            }
            quota -= regions.bytesOf(id);
            regions.move(WINDOW, id);
        }
        protectedMax += quota;
        windowMax -= quota;
        adjustment = quota;
    }

    private void shrinkWindow() {
        if (windowMax <= 1) {
            adjustment = 0;
            return;
        }
        long quota = Math.min(-adjustment, windowMax - 1);
        protectedMax += quota;
        windowMax -= quota;
        for (int i = 0; i < TRANSFERS; i++) {
            int id = regions.oldest(WINDOW);
            if (id == NONE || quota < regions.bytesOf(id)) {
                break;
            }
            quota -= regions.bytesOf(id);
            regions.move(PROBATION, id);
        }
        protectedMax -= quota;
        windowMax += quota;
        adjustment = -quota;
    }
}
