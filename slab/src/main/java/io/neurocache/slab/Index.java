package io.neurocache.slab;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * From key to descriptor, in the mapping: 7 entries {tag 32, id 32} and a control word per 64-byte
 * bucket.
 *
 * <p>A key's entry lies in its home bucket or, when that was full, in one of the {@value
 * #MAX_PROBES} that follow. The control word of a bucket counts the entries that passed over it, so
 * that a lookup stops at the first bucket nobody passed over, and a deletion needs no tombstone: it
 * zeroes the entry and takes 1 from the buckets on its way.
 *
 * <p>Lookups are lock-free and write nothing but a reference count. An entry is a hint: the lookup
 * retains the descriptor if it is live and then compares hash and key. When that fails and the
 * entry changed meanwhile, it was replaced by an overwrite of possibly the same key, so it is read
 * again. An entry never moves, so a key that is present throughout a lookup is found by it.
 *
 * <p>Writers of one key are serialized by the caller; writers of different keys meet in a bucket by
 * CAS. A counter rises before the entry beyond it appears and falls after it is gone.
 */
final class Index {
    private static final int MAX_PROBES = 64;
    private static final int CONTROL = Geometry.BUCKET_ENTRIES * 8;
    private static final int LOAD_NUMERATOR = 4;
    private static final int LOAD_DENOMINATOR = 5;
    private static final int MAX_REREADS = 64;

    private final Memory memory;
    private final Geometry geometry;
    private final Descriptors descriptors;
    private final Heads heads;
    private final LongConsumer release;
    private final AtomicLong entries = new AtomicLong();
    private final long capacity;

    /** {@code release} drops a reference that a lookup took of an object of another key. */
    Index(
            Memory memory,
            Geometry geometry,
            Descriptors descriptors,
            Heads heads,
            LongConsumer release) {
        this.release = release;
        this.memory = memory;
        this.geometry = geometry;
        this.descriptors = descriptors;
        this.heads = heads;
        this.capacity =
                geometry.buckets * Geometry.BUCKET_ENTRIES / LOAD_DENOMINATOR * LOAD_NUMERATOR;
    }

    long size() {
        return entries.get();
    }

    long capacity() {
        return capacity;
    }

    /** Finds the object of a key and takes a reference; {@link Slab#NONE} when there is none. */
    long acquire(byte[] key, long hashLow) {
        int tag = tag(hashLow);
        long bucket = home(hashLow);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            long address = address(bucket);
            for (int i = 0; i < Geometry.BUCKET_ENTRIES; i++) {
                long entry = memory.getLongAcquire(address + 8L * i);
                if ((int) (entry >>> 32) == tag && entry != 0) {
                    long handle = tryMatch(address + 8L * i, entry, key, hashLow);
                    if (handle != Slab.NONE) {
                        return handle;
                    }
                }
            }
            if (memory.getLongAcquire(address + CONTROL) == 0) {
                return Slab.NONE;
            }
            bucket = after(bucket);
        }
        return Slab.NONE;
    }

    private long tryMatch(long address, long first, byte[] key, long hashLow) {
        long entry = first;
        for (int i = 0; i < MAX_REREADS; i++) {
            long handle = descriptors.tryRetainLive((int) entry);
            if (handle != Slab.NONE && matches(handle, key, hashLow)) {
                return handle;
            }
            long now = memory.getLongAcquire(address);
            if (handle != Slab.NONE) {
                release.accept(handle);
                if (now == entry) {
                    // The reference kept the descriptor from being reused: it is another key's.
                    return Slab.NONE;
                }
            }
            if (now == 0 || (int) (now >>> 32) != (int) (entry >>> 32)) {
                return Slab.NONE;
            }
            entry = now;
        }
        return Slab.NONE;
    }

    private boolean matches(long handle, byte[] key, long hashLow) {
        long descriptor = Descriptors.offset(Descriptors.id(handle));
        return descriptors.hashLow(descriptor) == hashLow && heads.hasKey(descriptor, key);
    }

    /** Adds an entry; false when the load or the probe bound is reached. The key has none yet. */
    boolean insert(long hashLow, int id) {
        if (entries.incrementAndGet() > capacity) {
            entries.decrementAndGet();
            return false;
        }
        long entry = entry(hashLow, id);
        long bucket = home(hashLow);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            if (place(address(bucket), entry)) {
                return true;
            }
            memory.getAndAddLong(address(bucket) + CONTROL, 1);
            bucket = after(bucket);
        }
        unpass(hashLow, MAX_PROBES);
        entries.decrementAndGet();
        return false;
    }

    private boolean place(long address, long entry) {
        for (int i = 0; i < Geometry.BUCKET_ENTRIES; i++) {
            long at = address + 8L * i;
            if (memory.getLongAcquire(at) == 0 && memory.casLong(at, 0, entry)) {
                return true;
            }
        }
        return false;
    }

    /** Swaps one object of a key for the next, so that readers see either and never neither. */
    void replace(long hashLow, int oldId, int newId) {
        long old = entry(hashLow, oldId);
        long bucket = home(hashLow);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            long at = find(bucket, old);
            if (at != 0) {
                Check.invariant(
                        memory.casLong(at, old, entry(hashLow, newId)), "two writers of one key");
                return;
            }
            bucket = after(bucket);
        }
        throw new InvariantViolation("a live object has no index entry");
    }

    /** Removes the entry of a live object. */
    void remove(long hashLow, int id) {
        long entry = entry(hashLow, id);
        long bucket = home(hashLow);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            long at = find(bucket, entry);
            if (at != 0) {
                Check.invariant(memory.casLong(at, entry, 0), "two writers of one key");
                unpass(hashLow, probe);
                entries.decrementAndGet();
                return;
            }
            bucket = after(bucket);
        }
        throw new InvariantViolation("a live object has no index entry");
    }

    private long find(long bucket, long entry) {
        long address = address(bucket);
        for (int i = 0; i < Geometry.BUCKET_ENTRIES; i++) {
            if (memory.getLongAcquire(address + 8L * i) == entry) {
                return address + 8L * i;
            }
        }
        return 0;
    }

    private void unpass(long hashLow, int buckets) {
        long bucket = home(hashLow);
        for (int i = 0; i < buckets; i++) {
            long before = memory.getAndAddLong(address(bucket) + CONTROL, -1);
            Check.invariant(before > 0, "bucket's counter below zero");
            bucket = after(bucket);
        }
    }

    /** Recovery: the id of an object with this 128-bit hash, or 0. */
    int findByHash(long hashLow, long hashHigh) {
        int tag = tag(hashLow);
        long bucket = home(hashLow);
        for (int probe = 0; probe < MAX_PROBES; probe++) {
            long address = address(bucket);
            for (int i = 0; i < Geometry.BUCKET_ENTRIES; i++) {
                long entry = memory.getLong(address + 8L * i);
                if (entry != 0 && (int) (entry >>> 32) == tag) {
                    long descriptor = Descriptors.offset((int) entry);
                    if (descriptors.hashLow(descriptor) == hashLow
                            && descriptors.hashHigh(descriptor) == hashHigh) {
                        return (int) entry;
                    }
                }
            }
            if (memory.getLong(address + CONTROL) == 0) {
                return 0;
            }
            bucket = after(bucket);
        }
        return 0;
    }

    /** Recovery: forgets everything. */
    void reset() {
        memory.zero(geometry.index, geometry.buckets * Geometry.BUCKET_BYTES);
    }

    private static long entry(long hashLow, int id) {
        return (long) tag(hashLow) << 32 | id;
    }

    private static int tag(long hashLow) {
        return (int) hashLow;
    }

    private long home(long hashLow) {
        return Math.unsignedMultiplyHigh(hashLow, geometry.buckets);
    }

    private long after(long bucket) {
        return bucket + 1 == geometry.buckets ? 0 : bucket + 1;
    }

    private long address(long bucket) {
        return geometry.index + bucket * Geometry.BUCKET_BYTES;
    }
}
