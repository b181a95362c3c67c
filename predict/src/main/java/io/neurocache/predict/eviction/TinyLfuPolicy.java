package io.neurocache.predict.eviction;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * W-TinyLFU: new objects live in a window (LRU); what falls out of it must have been asked for more
 * often than what the main region (segmented LRU) would evict for it (Einziger, Friedman, Manes,
 * "TinyLFU", ACM Transactions on Storage 2017, section 4). The window's size adapts, see {@link
 * WindowClimber}. Sizes, order and tie rules follow Caffeine, whose eviction this reproduces.
 *
 * <p>Caffeine lets an object in and then evicts; here room is made before, so {@link #admit} plays
 * that eviction through with the incoming object as if it were in the window, and refuses it when
 * it would be the one to go. About 30 bytes an object and 8 to 16 for the sketch.
 */
final class TinyLfuPolicy implements Policy {
    private static final int PROBATION = TinyLfuRegions.PROBATION;
    private static final int PROTECTED = TinyLfuRegions.PROTECTED;
    private static final int WINDOW = TinyLfuRegions.WINDOW;

    /** The node that stands for the incoming object; that of an id is the id + 1. */
    private static final int INCOMING = 0;

    /** A candidate as frequent as this wins against a more frequent victim now and then. */
    private static final int WARM = 6;

    private final Lists regions = new Lists(3);
    private final TinyLfuRegions sizes;
    private final FrequencySketch sketch = new FrequencySketch();
    private final RandomGenerator random;
    private final boolean unitSizes;
    private WindowClimber climber;
    private long capacity;
    private long used;
    private long objects;
    private long[] hashes = new long[1];

    /** By node: whether it goes for the incoming object. */
    private byte[] leaving = new byte[1];

    // The nodes that go for the incoming object, in order.
    private int[] planned = new int[16];
    private int plannedFrom;
    private int plannedTo;

    TinyLfuPolicy(long capacity, boolean unitSizes, RandomGenerator random) {
        this.capacity = capacity;
        this.unitSizes = unitSizes;
        this.random = random;
        sizes = new TinyLfuRegions(regions, capacity);
        climber = WindowClimber.of(capacity);
    }

    @Override
    public boolean admit(long hash, long bytes) {
        prepareSketch(bytes);
        sketch.increment(hash);
        climber.missed();
        hashes[INCOMING] = hash;
        if (bytes > sizes.windowMax()) {
            regions.addOldest(WINDOW, INCOMING, bytes);
        } else {
            regions.add(WINDOW, INCOMING, bytes);
        }
        boolean stays = plan(sizes.drainWindow(), used + bytes - capacity);
        regions.remove(INCOMING);
        climb();
        return stays;
    }

    @Override
    public void added(int id, long hash, long bytes) {
        int node = id + 1;
        hashes = Growth.with(hashes, node);
        leaving = Growth.with(leaving, node);
        hashes[node] = hash;
        regions.add(bytes > sizes.windowMax() ? PROBATION : WINDOW, node, bytes);
        used += bytes;
        objects++;
    }

    @Override
    public void hit(int id) {
        int node = id + 1;
        int region = regions.listOf(node);
        if (region == NONE || !sketch.isReady()) {
            // Until it is half full a cache has nothing to choose: as in Caffeine, order of
            // arrival.
            return;
        }
        sketch.increment(hashes[node]);
        if (region == WINDOW) {
            climber.hitInWindow();
        } else {
            climber.hitInMain(region == PROBATION);
        }
        boolean promoted = region == PROBATION && regions.bytesOf(node) <= sizes.protectedMax();
        regions.move(promoted ? PROTECTED : region, node);
        climb();
    }

    @Override
    public void removed(int id) {
        int node = id + 1;
        if (regions.contains(node)) {
            used -= regions.bytesOf(node);
            objects--;
            regions.remove(node);
        }
    }

    @Override
    public int victim() {
        for (; plannedFrom < plannedTo; plannedFrom++) {
            if (regions.contains(planned[plannedFrom])) {
                return planned[plannedFrom] - 1;
            }
        }
        for (int region = PROBATION; region <= WINDOW; region++) {
            if (regions.count(region) > 0) {
                return regions.oldest(region) - 1;
            }
        }
        return NONE;
    }

    @Override
    public void capacity(long bytes) {
        if (bytes != capacity) {
            sizes.capacity(bytes);
            climber = climber.resized(bytes);
            capacity = bytes;
        }
    }

    /** Counting begins when the cache is half full: only then the number of objects shows. */
    private void prepareSketch(long incoming) {
        if (used + incoming >= capacity / 2) {
            sketch.ensureCapacity(unitSizes ? capacity : objects + 1);
        }
    }

    /**
     * Lists what goes: of a candidate, which the window lost or would, and a victim of the main
     * region, the one that was asked for less, until the rest fits.
     *
     * @return false when the incoming object itself would go; then nothing does
     */
    private boolean plan(int firstCandidate, long excess) {
        plannedFrom = 0;
        plannedTo = 0;
        int candidate = firstCandidate;
        boolean inWindow = false;
        int region = PROBATION;
        int victim = regions.oldest(region);
        long over = excess;
        while (over > 0 && leaving[INCOMING] == 0) {
            if (candidate == NONE && !inWindow) {
                inWindow = true;
                candidate = regions.oldest(WINDOW);
            }
            int goes;
            if (candidate == NONE && victim == NONE) {
                victim = regions.oldest(++region);
                continue;
            } else if (victim == NONE) {
                goes = candidate;
                candidate = staying(candidate);
            } else if (candidate == NONE || candidate == victim) {
                goes = victim;
                candidate = NONE;
                victim = staying(victim);
            } else if (wins(candidate, victim)) {
                goes = victim;
                candidate = staying(candidate);
                victim = staying(victim);
            } else {
                goes = candidate;
                candidate = staying(candidate);
            }
            over -= regions.bytesOf(goes);
            append(goes);
        }
        return settle();
    }

    /** The next newer node that is not listed as going. */
    private int staying(int node) {
        int next = regions.newer(node);
        while (next != NONE && leaving[next] != 0) {
            next = regions.newer(next);
        }
        return next;
    }

    /** Ends the planning: whether the incoming object stays. */
    private boolean settle() {
        boolean stays = leaving[INCOMING] == 0;
        for (int i = 0; i < plannedTo; i++) {
            leaving[planned[i]] = 0;
        }
        if (!stays) {
            plannedTo = 0;
        }
        return stays;
    }

    private boolean wins(int candidate, int victim) {
        int frequency = sketch.frequency(hashes[candidate]);
        if (frequency > sketch.frequency(hashes[victim])) {
            return true;
        }
        // Without this a few keys that share counters could be kept in for ever by an attacker.
        return frequency >= WARM && (random.nextInt() & 127) == 0;
    }

    private void append(int node) {
        leaving[node] = 1;
        if (plannedTo == planned.length) {
            planned = Arrays.copyOf(planned, plannedTo * 2);
        }
        planned[plannedTo++] = node;
    }

    private void climb() {
        if (!sketch.isReady()) {
            climber.restart();
            return;
        }
        if (climber.isComplete(sketch.sampleSize())) {
            sizes.adjust(climber.adjustment(sizes.windowMax(), sizes.protectedMax()));
        }
        sizes.settle();
    }
}
