package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.insight.Insight;
import io.neurocache.edge.insight.TextBody;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Freshness;
import io.neurocache.edge.store.StoredHead;
import io.neurocache.edge.store.StoredKey;
import io.neurocache.slab.Slab;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@link Insight} into a {@link Cache}. Safe from any thread. */
final class CacheInsight implements Insight {
    /** One part in this many of a lifetime is its end. */
    private static final int LAST_PART = 10;

    private final Cache cache;

    /** Of a cache. */
    CacheInsight(Cache cache) {
        this.cache = cache;
    }

    @Override
    public boolean isFresh(String name) {
        return test(name, head -> isFresh(name, head));
    }

    @Override
    public @Nullable Kept kept(String name) {
        long handle = acquire(name);
        if (handle == Slab.NONE) {
            return null;
        }
        Slab slab = cache.store().slab();
        StoredHead head = StoredHead.read(slab.meta(handle));
        boolean isFresh = head != null && isFresh(name, head);
        Kept kept = new Kept(isFresh, slab.storedAtMillis(handle), slab.bodyLength(handle));
        slab.release(handle);
        return kept;
    }

    /** Whether it may be served as it is, and is not in the last tenth of its life. */
    boolean isYoung(String name) {
        return test(
                name,
                head -> {
                    Freshness freshness = head.freshness();
                    long left = freshness.ttlSeconds(cache.clock().millis());
                    long life = freshness.freshnessLifetimeMillis() / 1_000;
                    return isFresh(name, head) && left > Math.max(1, life / LAST_PART);
                });
    }

    private boolean isFresh(String name, StoredHead head) {
        return head.freshness().isServable(cache.clock().millis())
                && head.verdict(cache.cluster().invalidations(), Subject.namedKey(name))
                        == Verdict.CURRENT;
    }

    private boolean test(String name, Predicate<StoredHead> condition) {
        long handle = acquire(name);
        if (handle == Slab.NONE) {
            return false;
        }
        StoredHead head = StoredHead.read(cache.store().slab().meta(handle));
        boolean isMet = head != null && condition.test(head);
        cache.store().slab().release(handle);
        return isMet;
    }

    /** An object as it is stored, fresh or not: a handle with a reference, or {@link Slab#NONE}. */
    long acquire(String name) {
        String key = Subject.namedKey(name);
        return key.isEmpty() || key.length() > Slab.MAX_KEY_BYTES
                ? Slab.NONE
                : cache.variants().acquire(Subject.bytes(key), Fields.EMPTY);
    }

    @Override
    public void touch(String name) {
        long handle = acquire(name);
        if (handle != Slab.NONE) {
            cache.store().touched(handle);
            cache.store().slab().release(handle);
        }
    }

    @Override
    public byte @Nullable [] body(String name, int maxBytes) {
        long handle = isFresh(name) ? acquire(name) : Slab.NONE;
        if (handle == Slab.NONE) {
            return null;
        }
        Slab slab = cache.store().slab();
        try {
            boolean isSmall = slab.bodyLength(handle) <= maxBytes;
            if (!isSmall || (slab.needsVerification(handle) && !slab.verify(handle))) {
                return null;
            }
            byte[] body = new byte[(int) slab.bodyLength(handle)];
            copy(slab, handle, body);
            return body;
        } finally {
            slab.release(handle);
        }
    }

    @Override
    public @Nullable TextBody text(
            String name, int id, int maxBytes, Predicate<String> isWantedType) {
        Slab slab = cache.store().slab();
        long handle = slab.acquireById(id);
        if (handle == Slab.NONE) {
            return null;
        }
        try {
            StoredHead head = StoredHead.read(slab.meta(handle));
            String type = head == null ? null : head.fields().first("Content-Type");
            if (head == null
                    || type == null
                    || !isWantedType.test(type)
                    || !isUnder(slab.key(handle), Subject.namedKey(name))) {
                return null;
            }
            int length = (int) Math.min(maxBytes, slab.bodyLength(handle));
            byte[] body = new byte[length];
            copy(slab, handle, body);
            return new TextBody(type, head.fields().combined("Content-Encoding"), body);
        } finally {
            slab.release(handle);
        }
    }

    /** Whether a key of the slab is that of an object, or of one of its variants. */
    private static boolean isUnder(byte[] slabKey, String key) {
        return StoredKey.cacheKey(slabKey).equals(key);
    }

    private static void copy(Slab slab, long handle, byte[] to) {
        int copied = 0;
        for (int i = 0; copied < to.length; i++) {
            int length = Math.min(to.length - copied, slab.extentLength(handle, i));
            ByteBuffer extent = slab.buffer(slab.extentOffset(handle, i), length);
            extent.get(to, copied, length);
            copied += length;
        }
    }
}
