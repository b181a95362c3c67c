package io.neurocache.predict.next.preload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A cache that does what the test says. */
final class FakeShelf implements Shelf {
    final Set<String> held = new HashSet<>();
    final Map<String, Long> sizes = new HashMap<>();
    final List<String> touched = new ArrayList<>();
    final List<String> preloaded = new ArrayList<>();

    /** What onlookers were told. */
    final List<String> told = new ArrayList<>();

    @Override
    public boolean holds(String key) {
        return held.contains(key);
    }

    @Override
    public long expectedBytes(String key) {
        return sizes.getOrDefault(key, UNKNOWN);
    }

    @Override
    public void touch(String key) {
        touched.add(key);
    }

    @Override
    public void preload(String key) {
        preloaded.add(key);
    }

    @Override
    public void guessed(String key, float odds) {
        told.add("guessed " + key + " " + odds);
    }

    @Override
    public void ended(String key, End end) {
        told.add("ended " + key + " " + end);
    }
}
