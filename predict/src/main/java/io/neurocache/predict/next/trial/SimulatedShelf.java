package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.preload.Preloader;
import io.neurocache.predict.next.preload.Shelf;
import io.neurocache.predict.trace.Trace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cache that only counts: LRU of some bytes, or without bound and stale after some seconds.
 *
 * <p>A pre-load arrives at once or after some seconds, at the recent end. Who asks for it meanwhile
 * waits for the same fetch: no hit, and no other request to the origin. Confined to one thread.
 */
final class SimulatedShelf implements Shelf {
    private final long capacityBytes;
    private final long freshSeconds;
    private final long delaySeconds;

    /** The true sizes, and that of a key which the trace does not have. */
    private final Map<String, Long> sizes = new HashMap<>();

    private final long meanBytes;

    /** What has been fetched before: only of this is the size known before it is fetched. */
    private final Set<String> seen = new HashSet<>();

    /** When each stored key was fetched, least recent first. */
    private final LinkedHashMap<String, Long> stored = new LinkedHashMap<>(64, .75f, true);

    /** When each pre-load on its way will arrive, the earliest first. */
    private final Map<String, Long> onTheirWay = new LinkedHashMap<>();

    private @Nullable Preloader preloader;
    private long now;
    private long usedBytes;
    private long originBytes;
    private long originRequests;

    private SimulatedShelf(Trace trace, long capacityBytes, long freshSeconds, long delaySeconds) {
        for (int key = 0; key < trace.keys(); key++) {
            sizes.put(trace.keyName(key), trace.size(key));
        }
        this.meanBytes = trace.footprint() / Math.max(trace.keys(), 1);
        this.capacityBytes = capacityBytes;
        this.freshSeconds = freshSeconds;
        this.delaySeconds = delaySeconds;
    }

    static SimulatedShelf lru(Trace trace, long capacityBytes) {
        return new SimulatedShelf(trace, capacityBytes, Long.MAX_VALUE, 0);
    }

    static SimulatedShelf expiring(Trace trace, long freshSeconds, long delaySeconds) {
        return new SimulatedShelf(trace, Long.MAX_VALUE, freshSeconds, delaySeconds);
    }

    void attach(Preloader watching) {
        preloader = watching;
    }

    /** A client asks for a key; whether it is a hit. */
    boolean request(String key, long seconds) {
        now = seconds;
        arrive();
        if (isFresh(key)) {
            stored.get(key);
            return true;
        }
        drop(key);
        if (onTheirWay.remove(key) == null) {
            fetch(key);
        }
        store(key);
        return false;
    }

    @Override
    public boolean holds(String key) {
        return onTheirWay.containsKey(key) || isFresh(key);
    }

    private boolean isFresh(String key) {
        // containsKey, unlike get, leaves the order as it is.
        return stored.containsKey(key) && now - Objects.requireNonNull(peek(key)) <= freshSeconds;
    }

    private @Nullable Long peek(String key) {
        return freshSeconds == Long.MAX_VALUE ? (Long) now : stored.get(key);
    }

    @Override
    public long expectedBytes(String key) {
        if (!seen.contains(key)) {
            return UNKNOWN;
        }
        return bytes(key) > capacityBytes ? NOT_STORED : bytes(key);
    }

    @Override
    public void touch(String key) {
        stored.get(key);
    }

    @Override
    public void preload(String key) {
        fetch(key);
        onTheirWay.put(key, now + delaySeconds);
        arrive();
    }

    private void fetch(String key) {
        originRequests++;
        originBytes += bytes(key);
        seen.add(key);
    }

    private long bytes(String key) {
        return sizes.getOrDefault(key, meanBytes);
    }

    /** Stores the pre-loads whose time has come. */
    private void arrive() {
        while (!onTheirWay.isEmpty()) {
            Map.Entry<String, Long> earliest = onTheirWay.entrySet().iterator().next();
            if (earliest.getValue() > now) {
                return;
            }
            String key = earliest.getKey();
            onTheirWay.remove(key);
            drop(key);
            store(key);
            if (preloader != null && stored.containsKey(key)) {
                preloader.arrived(key);
            } else if (preloader != null) {
                preloader.failed(key);
            }
        }
    }

    private void store(String key) {
        long bytes = bytes(key);
        if (bytes > capacityBytes) {
            return;
        }
        stored.put(key, now);
        usedBytes += bytes;
        Iterator<String> leastRecent = stored.keySet().iterator();
        while (usedBytes > capacityBytes) {
            String evicted = leastRecent.next();
            leastRecent.remove();
            usedBytes -= bytes(evicted);
            tellEvicted(evicted);
        }
    }

    /** Drops what has gone stale. */
    private void drop(String key) {
        if (stored.remove(key) != null) {
            usedBytes -= bytes(key);
            tellEvicted(key);
        }
    }

    private void tellEvicted(String key) {
        if (preloader != null) {
            preloader.evicted(key);
        }
    }

    long originBytes() {
        return originBytes;
    }

    long originRequests() {
        return originRequests;
    }
}
