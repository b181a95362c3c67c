package io.neurocache.edge.cache;

import java.util.concurrent.ConcurrentHashMap;

/**
 * For keys that somebody here is putting, the last order that named them. A put learns the index of
 * its own order only when every edge has carried it out, and by then a later one may have come,
 * which would find nothing to remove: the object is not published yet.
 *
 * <p>Safe from any thread; as many entries as puts are under way.
 */
final class AwaitedOrders {
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(int waiting, long last) {}

    /** Takes note of orders for a key from now on. */
    void await(String key) {
        entries.merge(key, new Entry(1, 0), (old, _) -> new Entry(old.waiting() + 1, old.last()));
    }

    /** One who awaited has his answer. */
    void settled(String key) {
        entries.computeIfPresent(
                key,
                (_, old) -> old.waiting() == 1 ? null : new Entry(old.waiting() - 1, old.last()));
    }

    /** An order names a key. */
    void ordered(String key, long index) {
        entries.computeIfPresent(
                key, (_, old) -> new Entry(old.waiting(), Math.max(old.last(), index)));
    }

    /** The last order that named a key since it is awaited; 0 for none. */
    long last(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : entry.last();
    }
}
