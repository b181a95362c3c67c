package io.neurocache.predict.next.trial;

import io.neurocache.predict.next.preload.Preloader;
import io.neurocache.predict.next.preload.Shelf;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
    private final Map<String, Long> sizes = new HashMap<>();

    /** When each stored key was fetched, least recent first. */
    private final LinkedHashMap<String, Long> stored = new LinkedHashMap<>(64, .75f, true);

    /** When each pre-load on its way will arrive, the earliest first. */
    private final Map<String, Long> onTheirWay = new LinkedHashMap<>();

    private @Nullable Preloader preloader;
    private long now;
    private long usedBytes;
    private long originBytes;
    private long originRequests;

    private SimulatedShelf(long capacityBytes, long freshSeconds, long delaySeconds) {
        this.capacityBytes = capacityBytes;
        this.freshSeconds = freshSeconds;
        this.delaySeconds = delaySeconds;
    }

    static SimulatedShelf lru(long capacityBytes) {
        return new SimulatedShelf(capacityBytes, Long.MAX_VALUE, 0);
    }

    static SimulatedShelf expiring(long freshSeconds, long delaySeconds) {
        return new SimulatedShelf(Long.MAX_VALUE, freshSeconds, delaySeconds);
    }

    void attach(Preloader watching) {
        preloader = watching;
    }

    /** A client asks for a key; whether it is a hit. */
    boolean request(String key, long bytes, long seconds) {
        now = seconds;
        sizes.put(key, bytes);
        arrive();
        if (isFresh(key)) {
            stored.get(key);
            return true;
        }
        drop(key);
        if (onTheirWay.remove(key) == null) {
            fetch(bytes);
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
        long bytes = sizes.getOrDefault(key, UNKNOWN);
        return bytes > capacityBytes ? NOT_STORED : bytes;
    }

    @Override
    public void touch(String key) {
        stored.get(key);
    }

    @Override
    public void preload(String key) {
        fetch(Objects.requireNonNull(sizes.get(key), "a key that no one has asked for"));
        onTheirWay.put(key, now + delaySeconds);
        arrive();
    }

    private void fetch(long bytes) {
        originRequests++;
        originBytes += bytes;
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
            if (preloader != null) {
                preloader.arrived(key);
            }
        }
    }

    private void store(String key) {
        long bytes = sizes.getOrDefault(key, 0L);
        if (bytes > capacityBytes) {
            return;
        }
        stored.put(key, now);
        usedBytes += bytes;
        Iterator<String> leastRecent = stored.keySet().iterator();
        while (usedBytes > capacityBytes) {
            String evicted = leastRecent.next();
            leastRecent.remove();
            usedBytes -= sizes.getOrDefault(evicted, 0L);
            tellEvicted(evicted);
        }
    }

    /** Drops what has gone stale. */
    private void drop(String key) {
        if (stored.remove(key) != null) {
            usedBytes -= sizes.getOrDefault(key, 0L);
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
