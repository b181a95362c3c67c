package io.neurocache.slab;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Objects as a whole: how one appears, is replaced, disappears, and when its slots are freed.
 *
 * <p>Writers of one key meet at one of {@value #STRIPES} locks, held for a few stores and never
 * while bytes are copied, files are touched or listeners run. Readers take no lock. The order of
 * the steps is what a crash at any point must survive:
 *
 * <pre>
 *   publish:  bytes, line 1, commit word, index entry; then, on an overwrite, the old one is unlinked
 *   unlink:   index entry gone, commit word cleared, listeners told, index's reference dropped
 *   free:     slots, then the descriptor, when the last reference is dropped
 * </pre>
 *
 * <p>Slots are thus reused only after the commit word that claimed them is gone. Safe from any
 * thread.
 */
final class ObjectStore {
    private static final int STRIPES = 256;

    final Memory memory;
    final Geometry geometry;
    final Windows windows;
    final PageAllocator pages;
    final Descriptors descriptors;
    final Heads heads;
    final Index index;
    final SipHash hash;
    final SipHash stateHash;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final CopyOnWriteArrayList<ObjectListener> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<KeyListener> keyListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong generation = new AtomicLong();
    private final LongAdder payloadBytes = new LongAdder();

    ObjectStore(Memory memory, Geometry geometry, Superblock.Reading.Valid superblock) {
        this.memory = memory;
        this.geometry = geometry;
        this.hash = SipHash.oneThree(superblock.seed0(), superblock.seed1());
        // Other keys than the index's, so that one cannot be probed through the other.
        this.stateHash = SipHash.oneThree(~superblock.seed1(), ~superblock.seed0());
        this.windows = memory.windows();
        this.pages = new PageAllocator(memory, geometry);
        this.descriptors = new Descriptors(memory, geometry, pages, stateHash);
        this.heads = new Heads(memory, windows, descriptors, geometry.classes);
        this.index = new Index(memory, geometry, descriptors, heads, this::release);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    void addListener(ObjectListener listener) {
        listeners.add(listener);
    }

    void addKeyListener(KeyListener listener) {
        keyListeners.add(listener);
    }

    long payloadBytes() {
        return payloadBytes.sum();
    }

    void countPayload(long bytes) {
        payloadBytes.add(bytes);
    }

    void startSequence(long first) {
        sequence.set(first);
    }

    long nextGeneration() {
        return generation.incrementAndGet();
    }

    long acquire(byte[] key) {
        return index.acquire(key, hash.low(key));
    }

    /** Drops a reference; whoever drops the last one frees the object, and its heir in turn. */
    void release(long handle) {
        long descriptor = descriptors.offset(handle);
        if (descriptors.retired(descriptor) != 0 && descriptors.isOnlyReader(descriptor)) {
            freeRetired(descriptor);
        }
        long next = handle;
        while (next != Slab.NONE && descriptors.release(next)) {
            next = free(next);
        }
    }

    /** Frees what the descriptor owns and then itself; returns the heir to release, if any. */
    private long free(long handle) {
        long descriptor = Descriptors.offset(Descriptors.id(handle));
        Check.invariant(!descriptors.isCommitted(descriptor), "a committed object is freed");
        long heir = descriptors.heir(descriptor);
        long head = descriptors.head(descriptor);
        if (head != 0) {
            if (heir == Slab.NONE && descriptors.extents(descriptor) > 0) {
                freeExtents(descriptor);
            }
            pages.free(head, heads.headClass(descriptor));
        }
        freeRetired(descriptor);
        pages.free(descriptor, SizeClasses.DESCRIPTOR);
        return heir;
    }

    /**
     * Frees the slots of the body. A table that has rotted may name slots of others: then the body
     * keeps its slots until the next open.
     */
    private void freeExtents(long descriptor) {
        if (!heads.isHeadIntact(descriptor)) {
            return;
        }
        for (int i = 0; i < descriptors.extents(descriptor); i++) {
            long slot = heads.runOffset(descriptor, i) - SizeClasses.SLOT_HEADER_BYTES;
            pages.free(slot, geometry.classes.classFor(heads.runLength(descriptor, i)));
        }
    }

    private void freeRetired(long descriptor) {
        long slot = descriptors.takeRetired(descriptor);
        while (slot != 0) {
            long next = heads.nextInChain(slot);
            pages.free(slot, heads.classInChain(slot));
            slot = next;
        }
    }

    /**
     * Frees a slot of an object that is being written or was replaced by commit: at once when
     * nobody but the writer references the object, else together with the object. The caller has
     * already published where the bytes are now, so a reader that retains after the count was read
     * cannot learn of this slot any more.
     */
    void retire(long handle, long slot) {
        int sizeClass = pages.classOfPage(geometry.pageOf(slot));
        if (descriptors.references(handle) == 1) {
            pages.free(slot, sizeClass);
            return;
        }
        long descriptor = descriptors.offset(handle);
        heads.chain(slot, sizeClass, descriptors.retired(descriptor));
        descriptors.retired(descriptor, slot);
    }

    /** Writes line 1 except head and commit word, and the head slot except an inline body. */
    void describe(long handle, long head, Description description, long millis) {
        long descriptor = descriptors.offset(handle);
        byte[] key = description.key();
        byte[] meta = description.meta();
        Extent[] table = description.table();
        int tableBytes = Heads.tableBytes(table.length);
        long keyOffset = head + SizeClasses.SLOT_HEADER_BYTES + tableBytes;
        if (table.length % 2 != 0) {
            memory.putInt(keyOffset - Integer.BYTES, 0);
        }
        for (int i = 0; i < table.length; i++) {
            heads.writeExtent(head, table.length, i, table[i]);
        }
        memory.copyIn(key, keyOffset);
        memory.copyIn(meta, keyOffset + key.length);
        heads.writeOwner(head, Descriptors.id(handle));
        int headCrc =
                heads.crc(
                        head + SizeClasses.SLOT_HEADER_BYTES,
                        tableBytes + key.length + meta.length);
        descriptors.writeLengths(
                descriptor, key.length, meta.length, description.bodyLength(), millis);
        descriptors.writeChecksums(descriptor, headCrc, description.inlineBodyCrc());
        descriptors.writeHash(descriptor, hash.low(key), hash.high(key));
    }

    /**
     * Makes a described object the current one of its key; false when the index is full. The caller
     * keeps its reference.
     */
    boolean publish(long handle, byte[] key) {
        long low = hash.low(key);
        long old;
        ReentrantLock lock = stripe(low);
        lock.lock();
        try {
            commitAndPublish(handle);
            old = index.acquire(key, low);
            if (!insert(low, handle, old)) {
                descriptors.withdraw(handle);
                return false;
            }
        } finally {
            lock.unlock();
        }
        payloadBytes.add(payload(handle));
        try {
            tellCame(handle);
        } finally {
            if (old != Slab.NONE) {
                afterUnlinkOfAcquired(old);
            }
        }
        return true;
    }

    private void afterUnlinkOfAcquired(long old) {
        try {
            afterUnlink(old);
        } finally {
            release(old);
        }
    }

    /**
     * Puts a new object in the place of one the caller references, if that is still current, and in
     * the place of what lies under its key where that is another one. With {@code sharesBody} the
     * new one owns the body from here on and lives at least as long as the old.
     */
    boolean publishInPlaceOf(long old, long handle, byte[] key, long head, boolean sharesBody) {
        long oldDescriptor = descriptors.offset(old);
        long descriptor = descriptors.offset(handle);
        long low = descriptors.hashLow(oldDescriptor);
        boolean keepsKey = heads.hasKey(oldDescriptor, key);
        long newLow = keepsKey ? low : hash.low(key);
        long replaced = Slab.NONE;
        ReentrantLock first = stripes[Math.min(stripeOf(low), stripeOf(newLow))];
        ReentrantLock second = stripes[Math.max(stripeOf(low), stripeOf(newLow))];
        first.lock();
        second.lock();
        try {
            if (!descriptors.isLive(old)) {
                return false;
            }
            descriptors.writeHead(
                    descriptor, head, sharesBody ? descriptors.extents(oldDescriptor) : 0);
            commitAndPublish(handle);
            if (keepsKey) {
                index.replace(low, Descriptors.id(old), Descriptors.id(handle));
            } else {
                replaced = index.acquire(key, newLow);
                if (!insert(newLow, handle, replaced)) {
                    descriptors.withdraw(handle);
                    descriptors.writeHead(descriptor, 0, 0);
                    return false;
                }
                index.remove(low, Descriptors.id(old));
            }
            if (sharesBody) {
                descriptors.retain(handle);
                descriptors.heir(oldDescriptor, handle);
            }
            descriptors.unlink(old);
            if (sharesBody) {
                heads.repairOwners(descriptor);
            }
        } finally {
            second.unlock();
            first.unlock();
        }
        payloadBytes.add(payload(handle));
        try {
            tellCame(handle);
        } finally {
            try {
                afterUnlink(old);
            } finally {
                if (replaced != Slab.NONE) {
                    afterUnlinkOfAcquired(replaced);
                }
            }
        }
        return true;
    }

    /** Puts a committed object in the place of another one, if there is one; under its lock. */
    private boolean insert(long low, long handle, long replaced) {
        if (replaced == Slab.NONE) {
            return index.insert(low, Descriptors.id(handle));
        }
        index.replace(low, Descriptors.id(replaced), Descriptors.id(handle));
        descriptors.unlink(replaced);
        return true;
    }

    /** True when what names the object's slots is as it was committed: line 1, table, key, meta. */
    boolean isDescriptionIntact(long handle) {
        return descriptors.isLineIntact(handle) && heads.isHeadIntact(descriptors.offset(handle));
    }

    /**
     * See {@link Heads#repairOwners}; under the key's lock, because a heir takes slots over.
     * Readers come here after each verification, and nearly never find anything to repair.
     */
    void repairOwners(long handle) {
        long descriptor = descriptors.offset(handle);
        if (heads.isNamedByItsSlots(descriptor)) {
            return;
        }
        ReentrantLock lock = stripe(descriptors.hashLow(descriptor));
        lock.lock();
        try {
            if (descriptors.isLive(handle)) {
                heads.repairOwners(descriptor);
            }
        } finally {
            lock.unlock();
        }
    }

    private void commitAndPublish(long handle) {
        // The sequence is drawn under the key's lock: the later commit has the higher one.
        descriptors.commit(descriptors.offset(handle), sequence.incrementAndGet());
        descriptors.publish(handle);
    }

    /** Removes the current object of a key; false when there is none. */
    boolean remove(byte[] key) {
        long low = hash.low(key);
        long old;
        ReentrantLock lock = stripe(low);
        lock.lock();
        try {
            old = index.acquire(key, low);
            if (old == Slab.NONE) {
                return false;
            }
            index.remove(low, Descriptors.id(old));
            descriptors.unlink(old);
        } finally {
            lock.unlock();
        }
        afterUnlinkOfAcquired(old);
        return true;
    }

    /** Removes an object the caller references; false when it is not current any more. */
    boolean remove(long handle) {
        long low = hashLow(handle);
        ReentrantLock lock = stripe(low);
        lock.lock();
        try {
            if (!descriptors.isLive(handle)) {
                return false;
            }
            index.remove(low, Descriptors.id(handle));
            descriptors.unlink(handle);
        } finally {
            lock.unlock();
        }
        afterUnlink(handle);
        return true;
    }

    /** Where the index has the object; of a line 1 that rotted in the hash, the key still tells. */
    private long hashLow(long handle) {
        long descriptor = descriptors.offset(handle);
        if (!descriptors.isLineIntact(handle) && heads.isHeadIntact(descriptor)) {
            return hash.low(heads.key(descriptor));
        }
        return descriptors.hashLow(descriptor);
    }

    boolean removeById(int id) {
        long handle = descriptors.isDescriptor(id) ? descriptors.tryRetainLive(id) : Slab.NONE;
        if (handle == Slab.NONE) {
            return false;
        }
        try {
            return remove(handle);
        } finally {
            release(handle);
        }
    }

    /** See {@link Slab#forEach}. */
    void forEach(LongConsumer visitor) {
        for (int page = geometry.firstDataPage; page < geometry.pages; page++) {
            if (pages.classOfPage(page) == SizeClasses.DESCRIPTOR) {
                pages.forEachUsed(page, descriptor -> visit(descriptor, visitor));
            }
        }
    }

    /** See {@link Slab#visit}. */
    int visit(int from, int count, LongConsumer visitor) {
        int left = count;
        int first = geometry.pageOf(Descriptors.offset(from));
        for (int page = Math.max(first, geometry.firstDataPage); page < geometry.pages; page++) {
            if (pages.classOfPage(page) != SizeClasses.DESCRIPTOR) {
                continue;
            }
            long start = geometry.pageStart(page);
            long end = start + geometry.pageBytes;
            long at = Math.max(start, Descriptors.offset(from));
            for (; at < end; at += Descriptors.BYTES) {
                if (left == 0) {
                    return (int) (at / Descriptors.BYTES);
                }
                left -= visit(at, visitor) ? 1 : 0;
            }
        }
        return 0;
    }

    private boolean visit(long descriptor, LongConsumer visitor) {
        long handle = descriptors.tryRetainLive((int) (descriptor / Descriptors.BYTES));
        if (handle == Slab.NONE) {
            return false;
        }
        try {
            visitor.accept(handle);
        } finally {
            release(handle);
        }
        return true;
    }

    private void afterUnlink(long handle) {
        payloadBytes.add(-payload(handle));
        try {
            tellLeft(handle);
            tellRemoved(Descriptors.id(handle));
        } finally {
            release(handle);
        }
    }

    private void tellCame(long handle) {
        for (KeyListener listener : keyListeners) {
            listener.came(handle);
        }
    }

    private void tellLeft(long handle) {
        for (KeyListener listener : keyListeners) {
            listener.left(handle);
        }
    }

    void tellAdded(int id, long keyHash, long bytes) {
        for (ObjectListener listener : listeners) {
            listener.added(id, keyHash, bytes);
        }
    }

    void tellRemoved(int id) {
        for (ObjectListener listener : listeners) {
            listener.removed(id);
        }
    }

    private long payload(long handle) {
        return payloadAt(descriptors.offset(handle));
    }

    long payloadAt(long descriptor) {
        return descriptors.keyLength(descriptor)
                + descriptors.metaLength(descriptor)
                + descriptors.bodyLength(descriptor);
    }

    private ReentrantLock stripe(long hashLow) {
        return stripes[stripeOf(hashLow)];
    }

    private static int stripeOf(long hashLow) {
        return (int) (hashLow >>> 32) & (STRIPES - 1);
    }
}
