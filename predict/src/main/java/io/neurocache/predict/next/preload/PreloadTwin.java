package io.neurocache.predict.next.preload;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What pre-loading is worth, measured all the time: two small model caches see one in {@value
 * #ONE_IN} keys with all their requests, and only one of them is given what is pre-loaded. Both are
 * LRU with the same share of the real cache's bytes, and let objects go stale; what differs between
 * their hit ratios is the work of pre-loading, whatever the real cache evicts by.
 *
 * <p>At most {@value #MOST_ENTRIES} objects each. Confined to one thread.
 */
public final class PreloadTwin {
    /** One key in this many is looked at. */
    public static final int ONE_IN = 16;

    private static final int MOST_ENTRIES = 8_192;

    /** After this many requests older ones count half. */
    private static final int HALF_LIFE = 16_384;

    /** With fewer requests nothing is concluded. */
    private static final int ENOUGH = 4_096;

    private static final long NEVER = Long.MAX_VALUE;

    private final Model with = new Model();
    private final Model without = new Model();
    private double requests;
    private double hitsWith;
    private double hitsWithout;
    private long counted;

    /** Makes two empty caches. */
    public PreloadTwin() {}

    /** An object of a model cache: when it is stale, in milliseconds since the epoch. */
    private record Entry(long bytes, long staleAt) {}

    /** One of the two caches. */
    private static final class Model {
        private final Map<String, Entry> entries = new LinkedHashMap<>(256, .75f, true);
        private long used;

        boolean hits(String key, long nowMillis) {
            Entry entry = entries.get(key);
            return entry != null && entry.staleAt > nowMillis;
        }

        void put(String key, Entry entry, long capacity) {
            Entry before = entries.put(key, entry);
            used += entry.bytes - (before == null ? 0 : before.bytes);
            Iterator<Entry> oldest = entries.values().iterator();
            while ((used > capacity || entries.size() > MOST_ENTRIES) && oldest.hasNext()) {
                used -= oldest.next().bytes;
                oldest.remove();
            }
        }
    }

    private static boolean isWatched(String key) {
        // The low bits of a String's hash follow its last characters.
        return (key.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - 4) == 0;
    }

    /**
     * A client asked for a key.
     *
     * @param bytes of its object, below 0 where it is not one to store
     * @param lifetimeSeconds for how long it is fresh when it is new, below 1 where that is not
     *     known
     * @param capacity of the real cache, in bytes
     */
    public void requested(
            String key, long bytes, int lifetimeSeconds, long nowMillis, long capacity) {
        if (!isWatched(key)) {
            return;
        }
        requests++;
        hitsWith += ask(with, key, bytes, lifetimeSeconds, nowMillis, capacity);
        hitsWithout += ask(without, key, bytes, lifetimeSeconds, nowMillis, capacity);
        if (++counted % HALF_LIFE == 0) {
            requests /= 2;
            hitsWith /= 2;
            hitsWithout /= 2;
        }
    }

    private static int ask(
            Model model,
            String key,
            long bytes,
            int lifetimeSeconds,
            long nowMillis,
            long capacity) {
        if (model.hits(key, nowMillis)) {
            return 1;
        }
        if (bytes >= 0) {
            model.put(key, entry(bytes, lifetimeSeconds, nowMillis), capacity / ONE_IN);
        }
        return 0;
    }

    private static Entry entry(long bytes, int lifetimeSeconds, long nowMillis) {
        return new Entry(bytes, lifetimeSeconds < 1 ? NEVER : nowMillis + lifetimeSeconds * 1_000L);
    }

    /** A pre-load arrived. */
    public void preloaded(
            String key, long bytes, int lifetimeSeconds, long nowMillis, long capacity) {
        if (isWatched(key) && bytes >= 0) {
            with.put(key, entry(bytes, lifetimeSeconds, nowMillis), capacity / ONE_IN);
        }
    }

    /** The hit ratio with pre-loading less that without; NaN while there were too few requests. */
    public double gain() {
        return counted < ENOUGH ? Double.NaN : (hitsWith - hitsWithout) / requests;
    }

    /** The hit ratio of the cache that nothing is pre-loaded into; NaN as above. */
    public double hitRatioWithout() {
        return counted < ENOUGH ? Double.NaN : hitsWithout / requests;
    }
}
