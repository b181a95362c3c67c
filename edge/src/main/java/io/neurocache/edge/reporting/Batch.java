package io.neurocache.edge.reporting;

import io.neurocache.edge.placement.Directory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is told at once: for each key the last that was found of it. Bounded by the number of its
 * keys and by their length. Confined to one thread.
 */
final class Batch {
    /** So that a batch of long keys is no burden for the log. */
    static final int MAX_CHARS = 256 << 10;

    private final Map<String, Directory.Content> placed = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private final long seenIndex;
    private int chars;

    /** An empty one; the log had been applied up to here before anything in it is looked at. */
    Batch(long seenIndex) {
        this.seenIndex = seenIndex;
    }

    long seenIndex() {
        return seenIndex;
    }

    boolean isEmpty() {
        return placed.isEmpty() && removed.isEmpty();
    }

    boolean isFull() {
        return placed.size() + removed.size() >= Directory.MAX_TOLD || chars >= MAX_CHARS;
    }

    /** The key's object is held. */
    void place(String key, Directory.Content content) {
        removed.remove(key);
        placed.put(key, content);
        chars += key.length();
    }

    /** Nothing is held under the key. */
    void remove(String key) {
        placed.remove(key);
        removed.add(key);
        chars += key.length();
    }

    List<Directory.Held> placed() {
        List<Directory.Held> held = new ArrayList<>(placed.size());
        placed.forEach((key, content) -> held.add(new Directory.Held(key, content)));
        return held;
    }

    List<String> removed() {
        return List.copyOf(removed);
    }
}
