package io.neurocache.neurod.sim;

import io.neurocache.raft.sim.SimRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an edge stores. It outlives the process, and a machine that loses its power may lose the
 * latest changes: an object that was removed is then back. One thread.
 */
final class Slab {
    private static final int UNSYNCED = 64;

    private final Map<String, Stored> objects = new LinkedHashMap<>();
    private final Deque<Change> unsynced = new ArrayDeque<>();

    private record Change(String key, @Nullable Stored before) {}

    @Nullable Stored get(String key) {
        return objects.get(key);
    }

    void put(String key, Stored stored) {
        note(key, objects.put(key, stored));
    }

    /** Removes an object that an order covers: one that was born before it. */
    void removeBornBefore(String key, long index) {
        Stored stored = objects.get(key);
        if (stored != null && stored.born() < index) {
            remove(key);
        }
    }

    /** Makes room. */
    void remove(String key) {
        Stored stored = objects.remove(key);
        if (stored != null) {
            note(key, stored);
        }
    }

    private void note(String key, @Nullable Stored before) {
        if (unsynced.size() == UNSYNCED) {
            unsynced.removeFirst();
        }
        unsynced.addLast(new Change(key, before));
    }

    /** The power is gone: some of the latest changes are lost. */
    void lose(SimRandom random) {
        int lost = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < lost; i++) {
            Change change = unsynced.removeLast();
            if (change.before() == null) {
                objects.remove(change.key());
            } else {
                objects.put(change.key(), change.before());
            }
        }
        unsynced.clear();
    }
}
