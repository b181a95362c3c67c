package io.neurocache.neurod.sim;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.neurod.ClusterRig;
import io.neurocache.raft.sim.SimRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an edge stores. It outlives the process, and a machine that loses its power may lose the
 * latest changes: an object that was removed is then back. One thread.
 */
final class Slab {
    private static final int UNSYNCED = 64;

    private final Map<String, Stored> objects = new LinkedHashMap<>();
    private final Deque<Change> unsynced = new ArrayDeque<>();

    private final ClusterRig.Kept mark = new ClusterRig.Kept();
    private int boots;

    private record Change(String key, @Nullable Stored before) {}

    @Nullable Stored get(String key) {
        return objects.get(key);
    }

    void put(String key, Stored stored) {
        note(key, objects.put(key, stored));
    }

    /** Removes an object that an order covers: one that was born before it; says whether. */
    boolean removeBornBefore(String key, long index) {
        Stored stored = objects.get(key);
        boolean isCovered = stored != null && stored.born() < index;
        if (isCovered) {
            remove(key);
        }
        return isCovered;
    }

    /** What there is. */
    List<String> names() {
        return List.copyOf(objects.keySet());
    }

    /**
     * Writes down beside an object what orders have made of it, or frees it where they ended it.
     *
     * @param orders say what an object is worth
     */
    void settle(String name, Function<Stored, Verdict> orders) {
        Stored stored = objects.get(name);
        if (stored == null) {
            return;
        }
        Verdict verdict = orders.apply(stored);
        if (verdict == Verdict.GONE) {
            remove(name);
        } else if (verdict.compareTo(stored.settled()) > 0) {
            put(name, stored.settled(verdict));
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

    /** The slab is closed: nothing of it can be lost any more. */
    void close() {
        unsynced.clear();
    }

    /** The machine loses its power, and some of the latest changes with it. */
    void losePower(SimRandom random) {
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
        boots++;
    }

    /** Where its mark lies. */
    ClusterRig.Kept mark() {
        return mark;
    }

    /** Names the time since the machine was started. */
    String boot() {
        return "boot-" + boots;
    }
}
