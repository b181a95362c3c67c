package io.neurocache.raft.store;

import io.neurocache.raft.HardState;
import io.neurocache.raft.SnapshotMeta;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * From the core's thread to the writer, in order. What compaction frees does not queue: the disk
 * may be full, and this is what helps.
 *
 * <p>Bounded by whoever puts: see {@link RaftStorage#hasRoom}. The lock is held for a few
 * instructions. Safe from any thread.
 */
final class WriteQueue {
    /** What the writer does at a time. */
    sealed interface Work {
        /** Write these, then sync once. Only the last may change the hard state. */
        record Batch(List<Pending> writes) implements Work {}

        /** Put the received snapshot in force and cut the log. */
        record Restore(SnapshotMeta snapshot) implements Work {}

        /** Segments before this generation are not needed any more. */
        record Release(int beforeGeneration) implements Work {}

        /** Nothing came within the wait. */
        record Idle() implements Work {}

        /** Nothing will come any more, and nothing is left. */
        record End() implements Work {}
    }

    /** An element: a write, or a restore between them. */
    private sealed interface Item {
        record Write(Pending pending) implements Item {}

        record Restore(SnapshotMeta snapshot) implements Item {}
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> items = new ArrayDeque<>();
    private long bytes;
    private int releaseBefore;
    private boolean isClosed;

    void put(Pending pending) {
        lock.lock();
        try {
            items.add(new Item.Write(pending));
            bytes += pending.bytes();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void putRestore(SnapshotMeta snapshot) {
        lock.lock();
        try {
            items.add(new Item.Restore(snapshot));
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void release(int beforeGeneration) {
        lock.lock();
        try {
            releaseBefore = Math.max(releaseBefore, beforeGeneration);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of entries that wait or are being written. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** So many bytes are written. */
    void written(long count) {
        lock.lock();
        try {
            bytes -= count;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for work, up to a number of nanoseconds.
     *
     * @param kept the hard state on disk: a batch ends with the first write that changes it, so
     *     that a crash leaves what some prefix of the writes would have left
     */
    Work take(long waitNanos, int maxBytes, HardState kept) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNanos;
            while (items.isEmpty() && releaseBefore == 0 && !isClosed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (releaseBefore != 0) {
                return takeRelease();
            }
            return switch (items.peek()) {
                case null -> isClosed ? new Work.End() : new Work.Idle();
                case Item.Restore(SnapshotMeta snapshot) -> {
                    items.remove();
                    yield new Work.Restore(snapshot);
                }
                case Item.Write _ -> new Work.Batch(takeBatch(maxBytes, kept));
            };
        } finally {
            lock.unlock();
        }
    }

    private Work takeRelease() {
        int before = releaseBefore;
        releaseBefore = 0;
        return new Work.Release(before);
    }

    private List<Pending> takeBatch(int maxBytes, HardState kept) {
        List<Pending> batch = new ArrayList<>();
        long size = 0;
        while (size < maxBytes && items.peek() instanceof Item.Write(Pending pending)) {
            items.remove();
            batch.add(pending);
            size += pending.bytes();
            if (!pending.persist().hardState().equals(kept)) {
                break;
            }
        }
        return batch;
    }

    /** While the disk is full: waits for segments to release, or for the time to try again. */
    Work takeRelease(long waitNanos) throws InterruptedException {
        lock.lock();
        try {
            long left = waitNanos;
            while (releaseBefore == 0 && !isClosed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (releaseBefore != 0) {
                return takeRelease();
            }
            return isClosed ? new Work.End() : new Work.Idle();
        } finally {
            lock.unlock();
        }
    }
}
