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
 * <p>A pre-load arrives at once, at the recent end. Confined to one thread.
 */
final class SimulatedShelf implements Shelf {
    private final long capacityBytes;
    private final long freshSeconds;
    private final Map<String, Long> sizes = new HashMap<>();

    /** When each stored key was fetched, least recent first. */
    private final LinkedHashMap<String, Long> stored = new LinkedHashMap<>(64, .75f, true);

    private @Nullable Preloader preloader;
    private long now;
    private long usedBytes;
    private long originBytes;
    private long originRequests;

    private SimulatedShelf(long capacityBytes, long freshSeconds) {
        this.capacityBytes = capacityBytes;
        this.freshSeconds = freshSeconds;
    }

    static SimulatedShelf lru(long capacityBytes) {
        return new SimulatedShelf(capacityBytes, Long.MAX_VALUE);
    }

    static SimulatedShelf expiring(long freshSeconds) {
        return new SimulatedShelf(Long.MAX_VALUE, freshSeconds);
    }

    void attach(Preloader watching) {
        preloader = watching;
    }

    /** A client asks for a key; whether it is a hit. */
    boolean request(String key, long bytes, long seconds) {
        now = seconds;
        sizes.put(key, bytes);
        if (holds(key)) {
            stored.get(key);
            return true;
        }
        drop(key);
        fetch(key);
        return false;
    }

    @Override
    public boolean holds(String key) {
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
        drop(key);
        fetch(key);
        if (preloader != null && stored.containsKey(key)) {
            preloader.arrived(key);
        } else if (preloader != null) {
            preloader.failed(key);
        }
    }

    private void fetch(String key) {
        long bytes = Objects.requireNonNull(sizes.get(key), "a key that no one has asked for");
        originRequests++;
        originBytes += bytes;
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
