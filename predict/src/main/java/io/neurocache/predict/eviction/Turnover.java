package io.neurocache.predict.eviction;

/**
 * How long an object would live in an LRU cache of the same capacity, in requests: the unit in
 * which the learned policy measures all ages. A shadow LRU that holds hashes only, of all objects
 * or of a sample of them by hash, tells the age of what it drops; the turnover is the moving
 * average.
 *
 * <p>The shadow holds at most 2,048 objects of about 50 bytes: when there are more, it halves the
 * sample; when a smaller capacity leaves few, it doubles it.
 */
final class Turnover {
    private static final int MAX_OBJECTS = 2_048;
    private static final int FEW_OBJECTS = MAX_OBJECTS / 4;
    private static final int ALL = 0;
    private static final double WEIGHT = 0.01;
    private static final double LEAST = 4;
    private static final double FIRST = 8;

    private final Ghosts shadow = new Ghosts(1);
    private long capacity;
    private int[] lastOf = new int[0];

    /** The lowest bits of the hashes in the sample are 0, so many of them. */
    private int sampledBits;

    private boolean sampled;
    private boolean hit;
    private double requests;
    private boolean known;

    Turnover(long capacity) {
        this.capacity = capacity;
    }

    /** Notes a request at a time. */
    void request(long hash, long bytes, int now) {
        if (!known) {
            requests = Math.max(FIRST, now);
        }
        sampled = (hash & mask()) == 0;
        hit = false;
        if (!sampled || bytes > room()) {
            return;
        }
        int node = shadow.find(hash);
        hit = node != Ghosts.NONE;
        if (node == Ghosts.NONE) {
            while (shadow.bytes(ALL) + bytes > room()) {
                drop(now);
            }
            node = shadow.add(ALL, hash, bytes);
            lastOf = Growth.with(lastOf, node);
            if (shadow.count(ALL) > MAX_OBJECTS) {
                thin();
            }
        } else {
            shadow.touch(node);
        }
        lastOf[node] = now;
    }

    /**
     * The cache has another capacity from now on. What no longer fits tells its age as ever, so the
     * turnover follows down at once; up, as soon as the shadow is full again.
     */
    void capacity(long bytes, int now) {
        capacity = bytes;
        while (shadow.bytes(ALL) > room()) {
            drop(now);
        }
        while (sampledBits > 0 && shadow.count(ALL) < FEW_OBJECTS) {
            sampledBits--;
        }
    }

    /** Whether the object of the last request is in the sample. */
    boolean wasSampled() {
        return sampled;
    }

    /** Whether the last request was a hit in the shadow. */
    boolean wasHit() {
        return hit;
    }

    /** How many of the lowest bits of a hash are 0 in the sample. */
    int sampledBits() {
        return sampledBits;
    }

    /** The turnover in requests. */
    float requests() {
        return (float) requests;
    }

    private void drop(int now) {
        int node = shadow.oldest(ALL);
        double age = now - lastOf[node];
        double mean = known ? requests + WEIGHT * (age - requests) : age;
        requests = Math.max(LEAST, mean);
        known = true;
        shadow.remove(node);
    }

    private void thin() {
        sampledBits++;
        for (int node = shadow.oldest(ALL); node != Ghosts.NONE; ) {
            int next = shadow.newer(node);
            if ((shadow.hash(node) & mask()) != 0) {
                shadow.remove(node);
            }
            node = next;
        }
    }

    private long room() {
        return capacity >> sampledBits;
    }

    private long mask() {
        return (1L << sampledBits) - 1;
    }
}
