package io.neurocache.raft;

import io.neurocache.slab.Check;

/**
 * The messages with entries that one follower has not acknowledged: a window bounded in messages
 * and in bytes.
 *
 * <p>Confined to the thread that drives the core.
 */
final class Inflights {
    private final long[] lastIndices;
    private final long[] bytes;
    private final long maxBytes;
    private int start;
    private int count;
    private long totalBytes;

    Inflights(int maxMessages, long maxBytes) {
        this.lastIndices = new long[maxMessages];
        this.bytes = new long[maxMessages];
        this.maxBytes = maxBytes;
    }

    /** The window is open until a limit is reached; the message that reaches it may exceed it. */
    boolean isFull() {
        return count == lastIndices.length || totalBytes >= maxBytes;
    }

    int count() {
        return count;
    }

    void add(long lastIndex, long messageBytes) {
        Check.invariant(!isFull(), "sends beyond the window");
        int slot = (start + count) % lastIndices.length;
        lastIndices[slot] = lastIndex;
        bytes[slot] = messageBytes;
        count++;
        totalBytes += messageBytes;
    }

    /** The follower has everything up to an index. */
    void freeThrough(long matchIndex) {
        while (count > 0 && lastIndices[start] <= matchIndex) {
            totalBytes -= bytes[start];
            start = (start + 1) % lastIndices.length;
            count--;
        }
    }

    void clear() {
        start = 0;
        count = 0;
        totalBytes = 0;
    }
}
