package io.neurocache.slab;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A memory-mapped arena of objects that survive the process.
 *
 * <p>An object is named by a <em>handle</em>, a long that stands for one reference. While the
 * caller holds it, the object's bytes do not move, change or get reused, whatever happens to the
 * key; the caller ends with one {@link #release}. A handle used without a reference raises {@link
 * InvariantViolation}. An object's {@linkplain #id id} is a positive int, unique among the objects
 * in the slab at one time.
 *
 * <p>Safe from any thread, without locks for readers. {@link #acquire}, {@link #retain}, {@link
 * #release} of all but the last reference and the accessors allocate no object unless they say so;
 * they cost a few cache misses.
 */
public final class Slab implements AutoCloseable {
    /** The handle that stands for no object. */
    public static final long NONE = 0;

    /** Longs per object that belong to the eviction policy. */
    public static final int POLICY_WORDS = 4;

    /** The longest key. */
    public static final int MAX_KEY_BYTES = 0xffff;

    /** The most meta bytes of one object, if {@link #maxHeadBytes} does not say less. */
    public static final int MAX_META_BYTES = 0xff_ffff;

    private static final int EPOCH_SHIFT = 40;

    private final OpenFile open;
    private final ObjectStore store;
    private final SpaceMaker space;
    private final Replacement replacement;
    private final RecoveryReport recovery;
    private final InstantSource clock;
    private final long verifyIntervalSeconds;
    private final long epoch;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Slab(OpenFile open, SlabConfig config, Reclaimer reclaimer) {
        this.open = open;
        this.store = open.store();
        this.clock = config.clock();
        this.verifyIntervalSeconds = config.verifyInterval().toSeconds();
        this.space = new SpaceMaker(this, store, reclaimer);
        this.replacement = new Replacement(store, space);
        boolean clean = Superblock.wasClean(store.memory, store.stateHash);
        Recovery found = new Recovery(store);
        RecoveryReport report = found.run(clean);
        boolean kept = open.report().outcome() == RecoveryReport.Outcome.RECOVERED;
        this.recovery = kept ? report : open.report();
        long epochOfObjects = found.highestSequence() >>> EPOCH_SHIFT;
        this.epoch = Superblock.nextEpoch(store.memory, store.stateHash, epochOfObjects);
        store.startSequence(epoch << EPOCH_SHIFT);
        Superblock.writeState(store.memory, store.stateHash, epoch, false);
    }

    /**
     * Opens or makes a slab and recovers its objects.
     *
     * <p>The file gets all its blocks now. A file of another size, or with a damaged superblock, is
     * made anew, and {@link #recovery} says so.
     *
     * @param reclaimer evicts when the slab is full
     * @throws SlabException when the file is in use, is not ours, has another format version,
     *     cannot be read and written, or has no room on its disk
     * @throws IOException when the system fails otherwise
     */
    public static Slab open(SlabConfig config, Reclaimer reclaimer) throws IOException {
        return open(config, reclaimer, Memory::new);
    }

    /** As {@link #open(SlabConfig, Reclaimer)}, with a memory that tests can watch. */
    static Slab open(
            SlabConfig config, Reclaimer reclaimer, Function<MemorySegment, Memory> memoryOf)
            throws IOException {
        OpenFile open = OpenFile.of(config, memoryOf);
        Slab slab = null;
        try {
            slab = new Slab(open, config, reclaimer);
            return slab;
        } finally {
            if (slab == null) {
                open.close();
            }
        }
    }

    /** What opening found. */
    public RecoveryReport recovery() {
        return recovery;
    }

    /** Adds a listener; objects that are there already are found by {@link #forEach}. */
    public void addListener(ObjectListener listener) {
        store.addListener(listener);
    }

    /** Adds a listener to what comes and goes from now on. */
    public void addKeyListener(KeyListener listener) {
        store.addKeyListener(listener);
    }

    /**
     * Finds the current object of a key and takes a reference.
     *
     * @return its handle, or {@link #NONE}
     */
    public long acquire(byte[] key) {
        return store.acquire(key);
    }

    /** Takes another reference; the caller holds one already. */
    public void retain(long handle) {
        store.descriptors.retain(handle);
    }

    /** Drops a reference. The last one frees the object's slots. */
    public void release(long handle) {
        store.release(handle);
    }

    /** Takes a reference of an object by its id, or {@link #NONE} when it is not in the index. */
    public long acquireById(int id) {
        return store.descriptors.isDescriptor(id) ? store.descriptors.tryRetainLive(id) : NONE;
    }

    /** The object's id. */
    public int id(long handle) {
        return Descriptors.id(handle);
    }

    /** A number that grows with every commit in this slab, over restarts too. */
    public long sequence(long handle) {
        return store.descriptors.sequence(at(handle));
    }

    /** Bytes of the body. */
    public long bodyLength(long handle) {
        return store.descriptors.bodyLength(at(handle));
    }

    /** Bytes of the key. */
    public int keyLength(long handle) {
        return store.descriptors.keyLength(at(handle));
    }

    /** Bytes of the meta part. */
    public int metaLength(long handle) {
        return store.descriptors.metaLength(at(handle));
    }

    /** A copy of the key. */
    public byte[] key(long handle) {
        return store.heads.key(at(handle));
    }

    /** The meta bytes, in the mapping; valid while the reference is held. Allocates. */
    public MemorySegment meta(long handle) {
        long descriptor = at(handle);
        return store.memory
                .segment()
                .asSlice(
                        store.heads.metaOffset(descriptor),
                        store.descriptors.metaLength(descriptor))
                .asReadOnly();
    }

    /** File offset of the meta bytes. */
    public long metaOffset(long handle) {
        return store.heads.metaOffset(at(handle));
    }

    /** True when the body follows the meta bytes directly, so that both are one buffer. */
    public boolean inline(long handle) {
        return store.descriptors.extents(at(handle)) == 0;
    }

    /** Runs of body bytes, at least 1; an inline or empty body is one. */
    public int extentCount(long handle) {
        return store.heads.runs(at(handle));
    }

    /** File offset of a run of body bytes. */
    public long extentOffset(long handle, int i) {
        return store.heads.runOffset(checked(handle, i), i);
    }

    /** Bytes of a run of body bytes. */
    public int extentLength(long handle, int i) {
        return store.heads.runLength(checked(handle, i), i);
    }

    private long checked(long handle, int i) {
        long descriptor = at(handle);
        Check.argument(i >= 0 && i < store.heads.runs(descriptor), "no such extent", i);
        return descriptor;
    }

    /**
     * A direct buffer on the mapping; valid while the reference is held that the offset came with.
     * Nobody may write through it. Allocates the buffer.
     *
     * @param length at most 512 MiB; an extent is never longer than 4 MiB
     */
    public ByteBuffer buffer(long offset, int length) {
        return store.windows.buffer(offset, length);
    }

    /** Address of the mapping in this process; add a file offset to it. */
    public long address() {
        return store.memory.segment().address();
    }

    /** True when the checksums were not verified in this run, or longer ago than the interval. */
    public boolean needsVerification(long handle) {
        int verified = store.descriptors.verifiedAtSeconds(at(handle));
        long age = (long) nowSeconds() - verified;
        return verified == 0 || age < 0 || age > verifyIntervalSeconds;
    }

    /**
     * Reads the whole object and compares its checksums, so it costs time in the length of the
     * body.
     *
     * @return false when they are wrong; the object has then been removed and must not be served
     */
    public boolean verify(long handle) {
        long descriptor = at(handle);
        boolean right = store.isDescriptionIntact(handle) && store.heads.isBodyIntact(descriptor);
        if (right) {
            store.descriptors.verifiedAtSeconds(descriptor, nowSeconds());
            store.repairOwners(handle);
        } else {
            store.remove(handle);
        }
        return right;
    }

    /** When the object was written, in ms since the epoch. */
    public long storedAtMillis(long handle) {
        return store.descriptors.storedAtMillis(at(handle));
    }

    /**
     * When {@link #touch} was last called, else when the object was written, in s of the epoch; 0
     * of one that {@linkplain #setAside lies aside}.
     */
    public int lastAccessSeconds(long handle) {
        return store.descriptors.lastAccessSeconds(at(handle));
    }

    /** Remembers now as the last access; it survives restarts. */
    public void touch(long handle) {
        long descriptor = at(handle);
        int now = nowSeconds();
        if (store.descriptors.lastAccessSeconds(descriptor) != now) {
            store.descriptors.lastAccessSeconds(descriptor, now);
        }
    }

    /** A word of the eviction policy; 0 for a new or recovered object. */
    public long policyWord(int id, int word) {
        return store.descriptors.policyWord(id, word);
    }

    /** Sets a word of the eviction policy, for an id between {@code added} and {@code removed}. */
    public void policyWord(int id, int word, long value) {
        store.descriptors.policyWord(id, word, value);
    }

    /** Removes the current object of a key; false when there is none. */
    public boolean remove(byte[] key) {
        return store.remove(key);
    }

    /** Removes an object if it is still the current one of its key; the reference stays. */
    public boolean remove(long handle) {
        return store.remove(handle);
    }

    /** Removes the object with this id; false when there is none in the index. */
    public boolean removeById(int id) {
        return store.removeById(id);
    }

    /**
     * Starts an object whose meta bytes follow at commit.
     *
     * @param key 1 to {@link #MAX_KEY_BYTES} bytes
     * @param expectedBodyLength a hint that avoids copies, or -1
     */
    public SlabWriter writer(byte[] key, long expectedBodyLength) {
        return new SlabWriter(store, space, key, null, expectedBodyLength, clock.millis());
    }

    /**
     * Starts an object whose meta bytes and exact body length are known: small ones are not copied.
     */
    public SlabWriter writer(byte[] key, byte[] meta, long bodyLength) {
        Check.argument(bodyLength >= 0, "body length", bodyLength);
        return new SlabWriter(store, space, key, meta, bodyLength, clock.millis());
    }

    /**
     * Marks a referenced object as not in use yet: until it is touched, its last access is 0, also
     * for the next who opens the slab.
     */
    public void setAside(long handle) {
        store.descriptors.lastAccessSeconds(at(handle), 0);
    }

    /**
     * Puts new meta bytes on a current object, in a new object that takes over the body. Readers of
     * the old object keep its head and the body.
     *
     * @return the new object with a reference of the caller, who keeps that of the old one too;
     *     {@link #NONE} when the old one is not current any more or there is no room
     */
    public long replaceMeta(long handle, byte[] meta) {
        return replacement.replaceMeta(handle, meta.clone(), clock.millis());
    }

    /**
     * Puts a current object under another key with other meta bytes, in the place of what lies
     * there, in a new object that takes over the body. Until then it is found under its old key,
     * from then on under the new one only; a crash in between leaves it under one of them, or both,
     * and perhaps without what it was to replace.
     *
     * @param key 1 to {@link #MAX_KEY_BYTES} bytes
     * @return as of {@link #replaceMeta}
     */
    public long rename(long handle, byte[] key, byte[] meta) {
        Check.argument(key.length > 0 && key.length <= MAX_KEY_BYTES, "key length", key.length);
        return replacement.rename(handle, key.clone(), meta.clone(), clock.millis());
    }

    /**
     * Visits objects, each under a temporary reference; those that come or go meanwhile may be
     * seen.
     */
    public void forEach(LongConsumer visitor) {
        store.forEach(visitor);
    }

    /**
     * Visits some objects in the order of their ids, each under a temporary reference. Who begins
     * with 1 and goes on until 0 sees every object that is there all the while.
     *
     * @param from only ids from here on; at least 1
     * @param count how many at most; at least 1
     * @return the id to go on with, or 0 when there is nothing behind
     */
    public int visit(int from, int count, LongConsumer visitor) {
        Check.argument(from >= 1, "ids begin with 1", from);
        Check.argument(count >= 1, "objects to visit", count);
        return store.visit(from, count, visitor);
    }

    /**
     * A hash of a key that is the same for as long as the file lives; nobody without the file can
     * tell which keys share one.
     */
    public long keyHash(byte[] key) {
        return store.hash.low(key);
    }

    /** The same of a referenced object's key. */
    public long keyHash(long handle) {
        return store.descriptors.hashLow(at(handle));
    }

    /** Bytes of the slots an object occupies, its descriptor included. */
    public long slotBytes(long handle) {
        return store.heads.slotBytes(at(handle));
    }

    /** The longest body: a quarter of the slab. */
    public long maxBodyBytes() {
        return store.geometry.maxBodyBytes();
    }

    /** The most bytes key and meta may have together, with a body of few extents. */
    public int maxHeadBytes() {
        return store.geometry.pageBytes / 2;
    }

    /** How full the slab is. Reads the page table. */
    public SlabStats stats() {
        return SlabStats.of(store);
    }

    /**
     * What lies where. Reads the page table.
     *
     * @param mostCells of the map, from 1
     */
    public SlabMap map(int mostCells) {
        return SlabMap.of(store, mostCells);
    }

    /** Writes all changed pages to disk, so that they survive a power loss too. Blocks. */
    public void force() {
        store.memory.segment().force();
    }

    /**
     * Forces everything to disk, marks the file as closed properly and unmaps it.
     *
     * <p>The caller makes sure that nobody uses the slab any more. Java code that does gets an
     * {@link IllegalStateException}; native code that was given {@link #address} would crash.
     *
     * @throws IllegalStateException while a channel reads or writes a buffer of the mapping; the
     *     slab is still open then, and close can be called again
     */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        force();
        Superblock.writeState(store.memory, store.stateHash, epoch, true);
        force();
        try {
            open.close();
        } catch (IllegalStateException e) {
            Superblock.writeState(store.memory, store.stateHash, epoch, false);
            closed.set(false);
            throw e;
        }
    }

    /** Leaves the file as a kill of the process would, for tests. */
    void abandon() throws IOException {
        if (closed.compareAndSet(false, true)) {
            open.close();
        }
    }

    /** For tests in this package. */
    ObjectStore store() {
        return store;
    }

    private long at(long handle) {
        return store.descriptors.offset(handle);
    }

    private int nowSeconds() {
        return (int) (clock.millis() / 1000);
    }
}
