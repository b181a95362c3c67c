package io.neurocache.predict.replay;

import io.neurocache.predict.trace.Trace;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Evicts what costs most room until it is asked for again, size times the wait, and stores nothing
 * that would cost most itself: Belady's rule for objects of different sizes, a good one but not the
 * optimum, which is NP-hard (Berger, Beckmann, Harchol-Balter, "Practical bounds on optimal caching
 * with variable object sizes", SIGMETRICS 2018).
 *
 * <p>All cached objects are looked at for each eviction, or a sample when there are many.
 */
final class LargestWaitSimulation implements Simulation {
    private static final int ABSENT = -1;
    private static final int ALL = 6_000;
    private static final int SAMPLE = 512;

    private final Trace trace;
    private final NextUse nextUse;
    private final long capacity;
    private final SplittableRandom random;
    private final int[] nextOf;
    private final int[] placeOf;
    private int[] cached = new int[1 << 10];
    private int count;
    private int[] victims = new int[16];
    private long used;
    private int now = -1;

    LargestWaitSimulation(Trace trace, NextUse nextUse, long capacity, long seed) {
        this.trace = trace;
        this.nextUse = nextUse;
        this.capacity = capacity;
        random = new SplittableRandom(seed);
        nextOf = new int[trace.keys()];
        placeOf = new int[trace.keys()];
        Arrays.fill(placeOf, ABSENT);
    }

    @Override
    public boolean request(int key) {
        nextOf[key] = nextUse.after(++now);
        boolean hit = placeOf[key] != ABSENT;
        if (nextOf[key] == NextUse.NEVER) {
            if (hit) {
                remove(key);
            }
        } else if (!hit && trace.size(key) <= capacity) {
            store(key);
        }
        return hit;
    }

    /** Stores an object in place of worse ones; if it is the next to go itself, they stay. */
    private void store(int key) {
        add(key);
        int victimCount = 0;
        while (used > capacity) {
            int worst = worst();
            remove(worst);
            if (worst == key) {
                for (int i = 0; i < victimCount; i++) {
                    add(victims[i]);
                }
                return;
            }
            victims =
                    victimCount < victims.length
                            ? victims
                            : Arrays.copyOf(victims, victimCount * 2);
            victims[victimCount++] = worst;
        }
    }

    private int worst() {
        double most = -1;
        int worst = cached[0];
        boolean all = count <= ALL;
        for (int i = 0; i < (all ? count : SAMPLE); i++) {
            int key = cached[all ? i : random.nextInt(count)];
            double cost = (double) (nextOf[key] - now) * trace.size(key);
            if (cost > most) {
                most = cost;
                worst = key;
            }
        }
        return worst;
    }

    private void add(int key) {
        cached = count < cached.length ? cached : Arrays.copyOf(cached, count * 2);
        placeOf[key] = count;
        cached[count++] = key;
        used += trace.size(key);
    }

    private void remove(int key) {
        int last = cached[--count];
        cached[placeOf[key]] = last;
        placeOf[last] = placeOf[key];
        placeOf[key] = ABSENT;
        used -= trace.size(key);
    }
}
