package io.neurocache.edge.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fills under way that others may join, by cache key; a variant found to differ has a key of
 * its own. As many entries as there are calls to origins, which the origin pool bounds.
 *
 * <p>Safe from any thread.
 */
final class Fills {
    private final ConcurrentHashMap<String, Fill> underWay = new ConcurrentHashMap<>();

    /** The fill of a key if there is one, else the new one that the supplier makes. */
    Fill joinOrStart(String key, Supplier<Fill> newFill) {
        @Nullable Fill running = underWay.get(key);
        return running != null ? running : underWay.computeIfAbsent(key, _ -> newFill.get());
    }

    /** Takes a fill that has ended, or that nobody may join any more, off the list. */
    void remove(String key, Fill fill) {
        underWay.remove(key, fill);
    }

    /** Fills under way. */
    int size() {
        return underWay.size();
    }
}
