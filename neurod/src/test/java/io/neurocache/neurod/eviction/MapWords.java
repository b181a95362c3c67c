package io.neurocache.neurod.eviction;

import io.neurocache.edge.eviction.ObjectWords;
import java.util.HashMap;
import java.util.Map;

/** Words on the heap. */
final class MapWords implements ObjectWords {
    private final Map<Integer, long[]> words = new HashMap<>();

    @Override
    public long word(int id, int n) {
        return words.computeIfAbsent(id, _ -> new long[PER_OBJECT])[n];
    }

    @Override
    public void word(int id, int n, long value) {
        words.computeIfAbsent(id, _ -> new long[PER_OBJECT])[n] = value;
    }
}
