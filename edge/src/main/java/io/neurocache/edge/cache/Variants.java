package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Invalidations;
import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.VariantSet;
import io.neurocache.edge.rules.VaryKey;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.ObjectWriter;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Check;
import io.neurocache.slab.Slab;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Objects by cache key and Vary (RFC 9111 §4.1).
 *
 * <p>A response without Vary lies under its cache key itself. One with Vary lies under a key of its
 * own, and under the cache key lies the list of all such alternatives, an object without a body. So
 * a key without variants costs one look-up, and purging a key is one removal: what is not on a list
 * any more cannot be found.
 *
 * <p>Safe from any thread. What lies under a key is changed under one of a few locks, held for a
 * look-up and an insertion; a look-up takes none.
 */
final class Variants {
    private static final int STRIPES = 64;

    /** A power of two; keys that share a generation cost each other a fetch, never a wrong hit. */
    private static final int GENERATIONS = 4096;

    private final ObjectStore store;
    private final VariantLists lists;
    private final Clock clock;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    /** By hash of the cache key, how often something under it was removed or replaced. */
    private final AtomicLongArray generations = new AtomicLongArray(GENERATIONS);

    private final AwaitedOrders awaited = new AwaitedOrders();

    Variants(ObjectStore store, int maxVariants, Clock clock) {
        this.store = store;
        this.lists = new VariantLists(store, maxVariants);
        this.clock = clock;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    /**
     * Where a response goes.
     *
     * @param cacheKey the key clients ask for
     * @param vary the request fields it was selected by
     * @param variantId its number among the alternatives; 0 where it has none
     */
    record Placement(String cacheKey, VaryKey vary, long variantId) {
        /** The key in the slab. */
        byte[] key() {
            byte[] key = Subject.bytes(cacheKey);
            return variantId == 0 ? key : StoredKey.ofVariant(key, variantId);
        }

        /** Whether the response may answer a request with these fields. */
        boolean matches(Fields request) {
            return vary.matches(request);
        }
    }

    /** Finds the place for a response that may be stored; its Vary must be usable. */
    Placement place(Subject subject, RequestHead request, Fields response) {
        VaryKey vary = VaryKey.of(response, request.fields());
        long id =
                vary.names().isEmpty()
                        ? 0
                        : ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE;
        return new Placement(subject.key(), vary, id);
    }

    /** Finds the response for a request: a handle with a reference, or {@link Slab#NONE}. */
    long acquire(byte[] key, Fields request) {
        return lists.acquire(key, request);
    }

    /** Whether anything is cached under a key. */
    boolean exists(byte[] key) {
        return lists.exists(key);
    }

    /** Whether an object is no response but a list of those that vary. */
    boolean isList(long handle) {
        return lists.isList(handle);
    }

    /** What to compare later: it changes whenever something under the key is put or removed. */
    long generation(String cacheKey) {
        return generations.get(cacheKey.hashCode() & (GENERATIONS - 1));
    }

    /**
     * Publishes a fetched response, unless an order that covers it, or a put, has come since its
     * birth: what the origin said before that must not be found after it.
     *
     * @return its handle with a reference; {@link Slab#NONE} when it is not published
     */
    long publish(ObjectWriter writer, Placement placement, Birth birth) {
        ReentrantLock lock = lock(placement.cacheKey());
        lock.lock();
        try {
            if (!birth.isCurrent()) {
                return Slab.NONE;
            }
            long handle = writer.commit();
            if (handle != Slab.NONE && placement.variantId() != 0) {
                lists.add(placement, clock.millis());
            }
            return handle;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a stored response a new head, on the same terms.
     *
     * @return the renewed object with a reference; {@link Slab#NONE} when it is not renewed
     */
    long renew(long handle, byte[] meta, String cacheKey, Birth birth) {
        // Under the lock, so that an order that names the key finds the old one or the new one.
        ReentrantLock lock = lock(cacheKey);
        lock.lock();
        try {
            return birth.isCurrent() ? store.slab().replaceMeta(handle, meta) : Slab.NONE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes down what orders up to an index have made of an object that they have not ended, so
     * that they can be forgotten.
     *
     * @return whether nothing is left to be done for it
     */
    boolean settle(long handle, String cacheKey, Invalidations orders, long index) {
        ReentrantLock lock = lock(cacheKey);
        lock.lock();
        try {
            StoredHead head = StoredHead.read(store.slab().meta(handle));
            if (head == null) {
                return true;
            }
            Freshness freshness = head.freshness();
            Freshness settled =
                    switch (head.verdict(orders, cacheKey)) {
                        case CURRENT, GONE -> freshness;
                        case STALE -> freshness.staleFrom(clock.millis());
                        case DOUBTFUL -> freshness.doubted();
                    };
            if (settled.equals(freshness)) {
                return true;
            }
            long renewed = store.slab().replaceMeta(handle, head.reborn(settled, index));
            if (renewed == Slab.NONE) {
                // There is no room, or it is not there any more.
                return !store.isCurrent(handle);
            }
            store.slab().release(renewed);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for those who are publishing. Whoever publishes afterwards has looked at every order
     * that is in force now.
     */
    void awaitPublishers() {
        for (ReentrantLock stripe : stripes) {
            stripe.lock();
            try {
                Check.invariant(stripe.getHoldCount() == 1, "a publisher waits for itself");
            } finally {
                stripe.unlock();
            }
        }
    }

    // ---- What clients put.

    /**
     * Notes from now on which orders name a key, until {@link #settled}: one of them is a put's.
     *
     * @return a place of its own among those that put the key
     */
    int await(String cacheKey) {
        return awaited.await(cacheKey);
    }

    /** How many await orders for a key. */
    int awaiting(String cacheKey) {
        return awaited.waiting(cacheKey);
    }

    /** Ends what {@link #await} began. */
    void settled(String cacheKey, int place) {
        awaited.settled(cacheKey, place);
    }

    /**
     * Puts a client's object in the place of all that lies under a key, unless an order that came
     * after its own covers it.
     *
     * @param aside where it lies aside, with a reference that stays the caller's
     * @param meta its head, born at the index
     * @param index of the put's own order; it is awaited while a client waits for it
     */
    Put put(long aside, byte[] meta, String cacheKey, long index, Invalidations orders) {
        ReentrantLock lock = lock(cacheKey);
        lock.lock();
        try {
            if (awaited.last(cacheKey) > index
                    || StoredHead.of(meta).verdict(orders, cacheKey) != Verdict.CURRENT) {
                store.slab().remove(aside);
                return Put.SUPERSEDED;
            }
            byte[] key = Subject.bytes(cacheKey);
            boolean replaces = lists.exists(key);
            lists.removeVariants(key);
            long handle = store.slab().rename(aside, key, meta);
            if (handle == Slab.NONE) {
                return Put.NO_ROOM;
            }
            supersede(cacheKey);
            store.slab().release(handle);
            return replaces ? Put.REPLACED : Put.CREATED;
        } finally {
            lock.unlock();
        }
    }

    /** What became of an object that a client put. */
    enum Put {
        CREATED,
        REPLACED,
        /** It is in the past already: a later order has forgotten it. */
        SUPERSEDED,
        /** It lies aside as before, or was evicted. */
        NO_ROOM
    }

    private ReentrantLock lock(String cacheKey) {
        return stripes[cacheKey.hashCode() & (STRIPES - 1)];
    }

    private void supersede(String cacheKey) {
        generations.incrementAndGet(cacheKey.hashCode() & (GENERATIONS - 1));
    }

    // ---- What is forgotten.

    /** Removes all that is cached under a key. */
    void remove(String cacheKey) {
        forget(cacheKey, Long.MAX_VALUE);
    }

    /**
     * Removes what is cached under a key and was born before an order. What was born later stays:
     * after a start the log's last orders come again.
     *
     * @param index of the order; {@link Long#MAX_VALUE} for none, which no put is measured by
     * @return whether there was something
     */
    boolean forget(String cacheKey, long index) {
        byte[] key = Subject.bytes(cacheKey);
        ReentrantLock lock = lock(cacheKey);
        lock.lock();
        try {
            supersede(cacheKey);
            if (index != Long.MAX_VALUE) {
                awaited.ordered(cacheKey, index);
            }
            return lists.removeOlder(key, index);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes those alternatives off a list that have left the cache, and the list if none is left.
     */
    void prune(byte[] key) {
        ReentrantLock lock = lock(Subject.text(key));
        lock.lock();
        try {
            lists.prune(key);
        } finally {
            lock.unlock();
        }
    }

    // ---- Collapsing.

    /** Whether a request may wait for another's fill, or others for its own. */
    static boolean mayCollapse(RequestHead request) {
        return !request.fields().contains("Authorization")
                && !CacheControl.ofRequest(request.fields()).noStore();
    }

    /** The name of the fill a request may join: one for each variant, as far as they are known. */
    String fillKey(Subject subject, Exchange exchange) {
        List<VariantSet.Variant> known = lists.of(subject.keyBytes()).variants();
        return known.isEmpty() ? subject.key() : fillKey(subject, exchange, known.getFirst().key());
    }

    /** The same when a fill has just shown which fields the responses vary by. */
    static String fillKey(Subject subject, Exchange exchange, VaryKey vary) {
        Fields response = Fields.of("Vary", String.join(", ", vary.names()));
        VaryKey own = VaryKey.of(response, exchange.request().fields());
        return subject.key() + '\n' + String.join("\n", own.values());
    }
}
