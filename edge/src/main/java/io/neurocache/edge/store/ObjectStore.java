package io.neurocache.edge.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.eviction.EvictionPolicy;
import io.neurocache.edge.eviction.ObjectWords;
import io.neurocache.edge.insight.EvictionWatch;
import io.neurocache.slab.ObjectListener;
import io.neurocache.slab.Reclaimer;
import io.neurocache.slab.Slab;
import io.neurocache.slab.SlabConfig;
import io.neurocache.slab.SlabException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The slab as the edge uses it: objects are responses, and an eviction policy makes room.
 *
 * <p>Objects are named by handles of the slab; who gets one from {@link #acquire} holds a reference
 * and gives it back with {@link Slab#release}.
 *
 * <p>Safe from any thread.
 */
public final class ObjectStore implements AutoCloseable {
    private static final int RECENCY_BUCKETS = 4096;

    private final Slab slab;
    private final Evictor evictor;
    private final UseTrace uses = new UseTrace();

    private ObjectStore(Slab slab, Evictor evictor) {
        this.slab = slab;
        this.evictor = evictor;
    }

    /**
     * Opens the slab, with every object that was in it.
     *
     * @param policy makes the eviction policy over the words each object has
     * @throws IOException if reading or writing the file fails; a {@link SlabException} if it
     *     cannot be used: no room, no rights, another format
     */
    public static ObjectStore open(
            SlabConfig config, Function<ObjectWords, EvictionPolicy> policy, EdgeCounters counters)
            throws IOException {
        Evictor evictor = new Evictor(counters);
        Slab slab = Slab.open(config, evictor);
        evictor.start(slab, policy.apply(new SlabWords(slab)));
        slab.addListener(evictor);
        return new ObjectStore(slab, evictor);
    }

    /** Cache keys of objects that lay aside when the slab was opened, each char one byte. */
    public List<String> foundAside() {
        return evictor.foundAside();
    }

    /** The slab itself. */
    public Slab slab() {
        return slab;
    }

    /** Finds an object by its key: a handle with a reference, or {@link Slab#NONE}. */
    public long acquire(byte[] key) {
        return slab.acquire(key);
    }

    /** Whether an object that the caller references is still found by its key. */
    public boolean isCurrent(long handle) {
        long current = slab.acquireById(slab.id(handle));
        if (current == Slab.NONE) {
            return false;
        }
        slab.release(current);
        return true;
    }

    /** Notes that an object was served, for the eviction policy and who drains {@link #uses}. */
    public void served(long handle) {
        slab.touch(handle);
        int id = slab.id(handle);
        evictor.policy().hit(id);
        uses.note(id);
    }

    /** Has the eviction policy take an object as if it had been served. */
    public void touched(long handle) {
        evictor.policy().hit(slab.id(handle));
    }

    /**
     * Whether the policy takes an object that was fetched; what it gives up for it leaves.
     *
     * @param key its key in the slab
     * @param bytes of its body
     */
    public boolean admits(byte[] key, long bytes) {
        boolean isAdmitted = evictor.policy().admit(slab.keyHash(key), bytes);
        if (isAdmitted) {
            evictor.makeRoom(slab, bytes);
        }
        return isAdmitted;
    }

    /** Another one sees from now on what has to go. */
    public void watchEvictions(EvictionWatch watch) {
        evictor.watch = watch;
    }

    /** What was served lately. */
    public UseTrace uses() {
        return uses;
    }

    /** Bytes of an object as a buffer that keeps the object alive until it is released. */
    public ByteBuf buffer(long handle, long offset, int length) {
        return length == 0
                ? Unpooled.EMPTY_BUFFER
                : SlabBuffer.of(slab, handle, slab.buffer(offset, length));
    }

    /** The same, but the buffer takes over the caller's reference; at least one byte. */
    public ByteBuf lastBuffer(long handle, long offset, int length) {
        return SlabBuffer.owning(slab, handle, slab.buffer(offset, length));
    }

    /** The field lines of a stored response as a buffer on the slab. */
    public ByteBuf fieldBlock(long handle, StoredHead head) {
        return buffer(handle, slab.metaOffset(handle) + head.blockOffset(), head.blockLength());
    }

    /**
     * Starts an object.
     *
     * @param meta its head, as {@link StoredHead#encode} wrote it
     * @param length bytes of its body, or {@link ObjectWriter#UNKNOWN_LENGTH}
     */
    public ObjectWriter writer(byte[] key, byte[] meta, long length) {
        return new ObjectWriter(slab, key, meta, length);
    }

    /**
     * Starts an object whose head is given when it is committed.
     *
     * @param expectedLength bytes of its body, a hint; or {@link ObjectWriter#UNKNOWN_LENGTH}
     */
    public ObjectWriter headlessWriter(byte[] key, long expectedLength) {
        return new ObjectWriter(slab, key, expectedLength);
    }

    /** Whether an object of this size can be stored at all. */
    public boolean fits(byte[] key, byte[] meta, long length) {
        return key.length <= Slab.MAX_KEY_BYTES
                && (long) key.length + meta.length <= slab.maxHeadBytes()
                && length <= slab.maxBodyBytes();
    }

    /** The largest body that can be stored, in bytes. */
    public long maxBodyBytes() {
        return slab.maxBodyBytes();
    }

    @Override
    public void close() throws IOException {
        slab.close();
    }

    /** The slab's words as a policy sees them. */
    private record SlabWords(Slab slab) implements ObjectWords {
        @Override
        public long word(int id, int n) {
            return slab.policyWord(id, n);
        }

        @Override
        public void word(int id, int n, long value) {
            slab.policyWord(id, n, value);
        }
    }

    /** Between slab and policy: tells the policy what comes and goes, and evicts what it names. */
    private static final class Evictor implements Reclaimer, ObjectListener {
        private static final int MAX_VICTIMS_A_CALL = 64;

        /** A kill leaves as many as puts were ordered at that moment. */
        private static final int MAX_FOUND_ASIDE = 1000;

        private final EdgeCounters counters;
        private final List<String> foundAside = new ArrayList<>();
        private volatile EvictionPolicy policy = new NoPolicy();
        private volatile EvictionWatch watch = EvictionWatch.NOBODY;

        Evictor(EdgeCounters counters) {
            this.counters = counters;
        }

        EvictionPolicy policy() {
            return policy;
        }

        List<String> foundAside() {
            return List.copyOf(foundAside);
        }

        /** Takes up a policy, and gives it what the slab holds, the longest unused first. */
        void start(Slab slab, EvictionPolicy newPolicy) {
            int[] oldestAndNewest = {Integer.MAX_VALUE, Integer.MIN_VALUE};
            slab.forEach(handle -> {
                int seconds = slab.lastAccessSeconds(handle);
                if (seconds == 0) {
                    noteAside(slab, handle);
                    return;
                }
                oldestAndNewest[0] = Math.min(oldestAndNewest[0], seconds);
                oldestAndNewest[1] = Math.max(oldestAndNewest[1], seconds);
            });
            long oldest = oldestAndNewest[0];
            long span = Math.max(1, oldestAndNewest[1] - oldest + 1);
            int[] heads = new int[RECENCY_BUCKETS];
            Arrays.fill(heads, EvictionPolicy.NONE);
            // The policy's own words carry the lists: a heap array for millions would be garbage.
            slab.forEach(handle -> {
                int seconds = slab.lastAccessSeconds(handle);
                long age = seconds == 0 ? span : seconds - oldest;
                int bucket = (int) (age * (RECENCY_BUCKETS - 1) / span);
                slab.policyWord(slab.id(handle), 0, heads[bucket]);
                heads[bucket] = slab.id(handle);
            });
            for (int id : heads) {
                while (id != EvictionPolicy.NONE) {
                    int next = (int) slab.policyWord(id, 0);
                    addFound(slab, newPolicy, id);
                    id = next;
                }
            }
            policy = newPolicy;
        }

        private static void addFound(Slab slab, EvictionPolicy policy, int id) {
            long handle = slab.acquireById(id);
            if (handle != Slab.NONE) {
                policy.added(id, slab.keyHash(handle), slab.slotBytes(handle));
                slab.release(handle);
            }
        }

        private void noteAside(Slab slab, long handle) {
            byte[] key = slab.key(handle);
            if (StoredKey.isPut(key) && foundAside.size() < MAX_FOUND_ASIDE) {
                foundAside.add(StoredKey.cacheKey(key));
            }
        }

        @Override
        public boolean reclaim(Slab slab, long bytesNeeded) {
            for (int i = 0; i < MAX_VICTIMS_A_CALL; i++) {
                int victim = policy.victim();
                if (victim == EvictionPolicy.NONE) {
                    return false;
                }
                if (evict(slab, victim)) {
                    return true;
                }
            }
            return false;
        }

        /** Evicts what an admitted object makes superfluous. */
        void makeRoom(Slab slab, long bytes) {
            for (int i = 0; i < MAX_VICTIMS_A_CALL; i++) {
                int victim = policy.surplus(bytes);
                if (victim == EvictionPolicy.NONE) {
                    return;
                }
                evict(slab, victim);
            }
        }

        private boolean evict(Slab slab, int victim) {
            EvictionWatch watching = watch;
            long named = watching.isWanted() ? slab.acquireById(victim) : Slab.NONE;
            boolean isRemoved = slab.removeById(victim);
            if (named != Slab.NONE) {
                if (isRemoved) {
                    String key = StoredKey.cacheKey(slab.key(named));
                    watching.evicted(key, slab.bodyLength(named));
                }
                slab.release(named);
            }
            if (isRemoved) {
                counters.evictions.increment();
            } else {
                // It is just leaving, or just entering, by another thread: look at others first.
                policy.hit(victim);
            }
            return isRemoved;
        }

        @Override
        public void added(int id, long keyHash, long bytes) {
            policy.added(id, keyHash, bytes);
        }

        @Override
        public void removed(int id) {
            policy.removed(id);
        }
    }

    /** In force while the slab is being opened, when there is nothing to decide. */
    private static final class NoPolicy implements EvictionPolicy {
        @Override
        public boolean admit(long keyHash, long bytes) {
            return true;
        }

        @Override
        public void added(int id, long keyHash, long bytes) {}

        @Override
        public void hit(int id) {}

        @Override
        public void removed(int id) {}

        @Override
        public int victim() {
            return NONE;
        }
    }
}
