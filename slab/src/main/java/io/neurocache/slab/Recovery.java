package io.neurocache.slab;

import java.time.Duration;

/**
 * Finds the objects of a file again and rebuilds all derived state.
 *
 * <p>Two passes over the descriptor pages, which lie dense; bodies are not read. The first pass
 * keeps what has a right commit word, and of two objects with one key hash the one committed later.
 * The second claims the slots of the survivors, and drops an object whose slots are taken. Heads of
 * large objects are checked here, because their extents are claimed; all other heads and all bodies
 * are checked at first use.
 *
 * <p>A crash during recovery loses nothing: commit words are only cleared of what is dropped, and
 * pages stay marked as descriptor pages throughout. Confined to the thread that opens the slab.
 */
final class Recovery {
    private final ObjectStore store;
    private final PageAllocator pages;
    private final Descriptors descriptors;
    private final Heads heads;
    private final SizeClasses classes;

    private long torn;
    private long superseded;
    private long overlapping;
    private long highestSequence;

    Recovery(ObjectStore store) {
        this.store = store;
        this.pages = store.pages;
        this.descriptors = store.descriptors;
        this.heads = store.heads;
        this.classes = store.geometry.classes;
    }

    RecoveryReport run(boolean clean) {
        long start = System.nanoTime();
        pages.reset();
        store.index.reset();
        forEachDescriptor(this::index);
        forEachDescriptor(this::claim);
        pages.rebuildHints();
        return new RecoveryReport(
                RecoveryReport.Outcome.RECOVERED,
                "",
                clean,
                store.index.size(),
                torn,
                superseded,
                overlapping,
                Duration.ofNanos(System.nanoTime() - start));
    }

    /** The highest sequence number of a complete object. */
    long highestSequence() {
        return highestSequence;
    }

    private interface Visitor {
        void visit(long descriptor);
    }

    private void forEachDescriptor(Visitor visitor) {
        Geometry geometry = store.geometry;
        for (int page = geometry.firstDataPage; page < geometry.pages; page++) {
            if (pages.classOfPage(page) == SizeClasses.DESCRIPTOR) {
                long start = geometry.pageStart(page);
                for (int at = 0; at < geometry.pageBytes; at += Descriptors.BYTES) {
                    visitor.visit(start + at);
                }
            }
        }
    }

    private void index(long descriptor) {
        if (!descriptors.isCommitted(descriptor)) {
            descriptors.bury(descriptor);
            return;
        }
        if (!descriptors.isIntact(descriptor)) {
            torn++;
            descriptors.bury(descriptor);
            return;
        }
        long sequence = descriptors.sequence(descriptor);
        highestSequence = Math.max(highestSequence, sequence);
        long low = descriptors.hashLow(descriptor);
        int other = store.index.findByHash(low, descriptors.hashHigh(descriptor));
        if (other != 0) {
            superseded++;
            long otherDescriptor = Descriptors.offset(other);
            if (descriptors.sequence(otherDescriptor) >= sequence) {
                descriptors.bury(descriptor);
                return;
            }
            store.index.remove(low, other);
            descriptors.bury(otherDescriptor);
        }
        if (!store.index.insert(low, id(descriptor))) {
            overlapping++;
            descriptors.bury(descriptor);
            return;
        }
        descriptors.revive(descriptor, store.nextGeneration());
    }

    private void claim(long descriptor) {
        if (!descriptors.isCommitted(descriptor)) {
            return;
        }
        boolean claimed = pages.tryClaim(descriptor, SizeClasses.DESCRIPTOR);
        Check.invariant(claimed, "descriptor claimed twice", descriptor);
        long head = descriptors.head(descriptor);
        int headClass = heads.headClass(descriptor);
        if (!pages.tryClaim(head, headClass)) {
            overlapping++;
            drop(descriptor);
            return;
        }
        if (descriptors.extents(descriptor) > 0 && !claimExtents(descriptor)) {
            pages.unclaim(head, headClass);
            drop(descriptor);
            return;
        }
        store.countPayload(store.payloadAt(descriptor));
    }

    private boolean claimExtents(long descriptor) {
        if (!heads.isHeadIntact(descriptor)) {
            torn++;
            return false;
        }
        Extent[] table = heads.table(descriptor);
        for (int i = 0; i < table.length; i++) {
            if (!pages.tryClaim(table[i].slot(), classes.classFor(table[i].length()))) {
                overlapping++;
                for (int j = 0; j < i; j++) {
                    pages.unclaim(table[j].slot(), classes.classFor(table[j].length()));
                }
                return false;
            }
        }
        return true;
    }

    private void drop(long descriptor) {
        store.index.remove(descriptors.hashLow(descriptor), id(descriptor));
        descriptors.bury(descriptor);
        pages.unclaim(descriptor, SizeClasses.DESCRIPTOR);
    }

    private static int id(long descriptor) {
        return (int) (descriptor / Descriptors.BYTES);
    }
}
