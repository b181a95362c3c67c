package io.neurocache.neurod.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys were asked for most since somebody looked last. At most {@value #MOST_KEYS} keys are
 * told apart at a time: of a quarter of a second that is nearly all, and the frequent ones come
 * early.
 *
 * <p>Safe from any thread.
 */
final class KeyCounts {
    private static final int MOST_KEYS = 1_024;

    private Map<String, int[]> counts = new HashMap<>();

    /** How often a key was asked for. */
    record Counted(String key, int count) {}

    /** A key was asked for. */
    synchronized void note(String key) {
        int[] count = counts.get(key);
        if (count == null && counts.size() < MOST_KEYS) {
            count = new int[1];
            counts.put(key, count);
        }
        if (count != null) {
            count[0]++;
        }
    }

    /** The most frequent since the last look, which begins anew. */
    List<Counted> take(int most) {
        List<Counted> all = new ArrayList<>();
        swap().forEach((key, count) -> all.add(new Counted(key, count[0])));
        all.sort(Comparator.comparingInt(Counted::count).reversed().thenComparing(Counted::key));
        return all.subList(0, Math.min(most, all.size()));
    }

    private synchronized Map<String, int[]> swap() {
        Map<String, int[]> taken = counts;
        counts = new HashMap<>();
        return taken;
    }
}
