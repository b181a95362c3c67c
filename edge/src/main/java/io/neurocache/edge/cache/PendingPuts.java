package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.ReprDigest;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Objects that were put whole and lie aside in the slab, because nobody knows yet what became of
 * the order that makes room for them: the process was killed meanwhile, or the order was not
 * answered in time. Once it is in force what it replaces is gone everywhere, so the object that
 * lies aside is the only one left.
 *
 * <pre>
 *   put whole -> aside --order in force--------------> under its key
 *                  |---killed, or not answered--> noted here --the cluster knows it--> under its key
 *                  |                                         '-it does not for a while--> dropped
 *                  '---order refused--> dropped
 * </pre>
 *
 * <p>What the cluster knows says which: a put and the placement of its object are one entry of the
 * log. A later put of the same key may take the place of one that lies aside. Bounded; of more keys
 * the oldest is forgotten, and found again by the next sweep. Safe from any thread.
 */
public final class PendingPuts {
    /** Longer than an order may be on its way. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MAX_KEYS = 1000;

    private final ObjectStore store;
    private final Variants variants;
    private final InstantSource clock;

    // Both guarded by the first.
    private final SequencedSet<String> keys = new LinkedHashSet<>();

    /** Keys that are being settled, with the place at which orders for each are awaited. */
    private final Map<String, Integer> begun = new LinkedHashMap<>();

    PendingPuts(ObjectStore store, Variants variants, InstantSource clock) {
        this.store = store;
        this.variants = variants;
        this.clock = clock;
        store.foundAside().forEach(this::note);
    }

    /** An object lies aside for this key, and has to be settled. */
    public void note(String key) {
        synchronized (keys) {
            keys.add(key);
            if (keys.size() > MAX_KEYS) {
                keys.removeFirst();
            }
        }
    }

    /**
     * Begins to settle the keys that were noted, but for those that clients are putting just now.
     * From here on orders that name a key are heard of: ask the cluster only afterwards, or a purge
     * between its answer and the end would be missed. Ends with {@link #settle} or {@link #giveUp};
     * for one at a time.
     *
     * @return the keys, at most {@link Directory#MAX_TOLD}
     */
    public List<String> begin() {
        synchronized (keys) {
            for (String key : keys) {
                if (variants.awaiting(key) == 0) {
                    begun.put(key, variants.await(key));
                }
            }
            return List.copyOf(begun.keySet());
        }
    }

    /** Ends what {@link #begin} began; it may be begun again. */
    public void giveUp() {
        takeBegun().forEach(variants::settled);
    }

    private Map<String, Integer> takeBegun() {
        synchronized (keys) {
            Map<String, Integer> taken = new LinkedHashMap<>(begun);
            begun.clear();
            return taken;
        }
    }

    /** Whether an object lies aside for a key. */
    public boolean isAside(String key) {
        for (int place = 0; place < AwaitedOrders.MAX_PLACES; place++) {
            long handle = acquire(key, place);
            if (handle != Slab.NONE) {
                store.slab().release(handle);
                return true;
            }
        }
        return false;
    }

    private long acquire(String key, int place) {
        byte[] aside = StoredKey.ofPut(Subject.bytes(key), place);
        return aside.length > Slab.MAX_KEY_BYTES ? Slab.NONE : store.acquire(aside);
    }

    /**
     * Publishes or drops what lies aside for the keys that were begun, by what the cluster knows;
     * leaves what may still be ordered. Reads the bodies, so not for an event loop.
     *
     * @param known what is known of the keys, at least as of the lease in force
     * @return the keys that are settled: what is held under them may be another object than before
     */
    public List<String> settle(List<Directory.Known> known, Invalidations orders) {
        Map<String, Directory.Known> objects =
                known.stream().collect(Collectors.toMap(Directory.Known::key, each -> each));
        List<String> settled = new ArrayList<>();
        takeBegun()
                .forEach((key, place) -> {
                    synchronized (keys) {
                        keys.remove(key);
                    }
                    // Where a client has begun to put the key, what lies aside may be its own.
                    if (variants.awaiting(key) == 1 && settle(key, objects.get(key), orders)) {
                        settled.add(key);
                    } else {
                        note(key);
                    }
                    variants.settled(key, place);
                });
        return settled;
    }

    private boolean settle(String key, Directory.@Nullable Known known, Invalidations orders) {
        boolean isOver = true;
        for (int place = 0; place < AwaitedOrders.MAX_PLACES; place++) {
            long aside = acquire(key, place);
            if (aside != Slab.NONE) {
                try {
                    isOver &= publish(key, aside, known, orders) || drop(aside);
                } finally {
                    store.slab().release(aside);
                }
            }
        }
        return isOver;
    }

    /** Publishes an object if the cluster believes it to be here; whether it is over with it. */
    private boolean publish(
            String key, long aside, Directory.@Nullable Known known, Invalidations orders) {
        StoredHead head = StoredHead.read(store.slab().meta(aside));
        if (head == null
                || known == null
                || !known.isHere()
                || known.putIndex() == 0
                || !isOnlyOne(key, aside, known.content())) {
            return false;
        }
        // Born by its order, not by what was told of it later: purges in between cover it.
        long index = known.putIndex();
        byte[] meta = head.reborn(head.freshness(), index);
        return variants.put(aside, meta, key, index, orders) != Variants.Put.NO_ROOM;
    }

    /** Drops an object that was put long ago. */
    private boolean drop(long aside) {
        // A clock that was set, whichever way, keeps none for ever.
        long ageMillis = Math.abs(clock.millis() - store.slab().storedAtMillis(aside));
        return ageMillis >= PATIENCE.toMillis() && store.slab().remove(aside);
    }

    /** Whether it is the object that the cluster believes to be here, and there is no other one. */
    private boolean isOnlyOne(String key, long aside, Directory.Content content) {
        return store.slab().bodyLength(aside) == content.size()
                && !variants.exists(Subject.bytes(key))
                && digest(aside).equals(content.digest());
    }

    private ReprDigest digest(long handle) {
        Slab slab = store.slab();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < slab.extentCount(handle); i++) {
                int length = slab.extentLength(handle, i);
                if (length > 0) {
                    digest.update(slab.buffer(slab.extentOffset(handle, i), length));
                }
            }
            return ReprDigest.ofSha256(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
