package io.neurocache.edge.cache;

import io.neurocache.slab.Check;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For keys that somebody here is putting, the last order that named them. A put learns the index of
 * its own order only when every edge has carried it out, and by then a later one may have come,
 * which would find nothing to remove: the object is not published yet.
 *
 * <p>Safe from any thread; as many entries as puts are under way.
 */
final class AwaitedOrders {
    /** Those who put a key together, and one who settles what lies aside for it. */
    static final int MAX_PLACES = Writes.MAX_TOGETHER + 1;

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * Of one key.
     *
     * @param places one bit for each that is taken
     */
    private record Entry(int places, long last) {
        int free() {
            return Integer.numberOfTrailingZeros(~places);
        }

        Entry with(int place) {
            return new Entry(places | 1 << place, last);
        }

        Entry without(int place) {
            return new Entry(places & ~(1 << place), last);
        }
    }

    /**
     * Takes note of orders for a key from now on.
     *
     * @return a place among those that await an order for the key, from 0 to below {@link
     *     #MAX_PLACES}; nobody else has it until {@link #settled}
     */
    int await(String key) {
        int[] place = {0};
        entries.compute(
                key,
                (_, old) -> {
                    Entry entry = old == null ? new Entry(0, 0) : old;
                    place[0] = entry.free();
                    return entry.with(place[0]);
                });
        Check.invariant(place[0] < MAX_PLACES, "too many put one key", place[0]);
        return place[0];
    }

    /** One who awaited has his answer, and gives his place back. */
    void settled(String key, int place) {
        entries.computeIfPresent(
                key,
                (_, old) -> {
                    Entry left = old.without(place);
                    return left.places() == 0 ? null : left;
                });
    }

    /** An order names a key. */
    void ordered(String key, long index) {
        entries.computeIfPresent(
                key, (_, old) -> new Entry(old.places(), Math.max(old.last(), index)));
    }

    /** How many wait. */
    int waiting(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : Integer.bitCount(entry.places());
    }

    /** The last order that named a key since it is awaited; 0 for none. */
    long last(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : entry.last();
    }
}
