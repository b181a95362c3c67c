package io.neurocache.predict.next;

import io.neurocache.slab.Check;
import java.util.Arrays;

/**
 * Blocks of 2, 4, 8, 16 or 32 successors out of one array.
 *
 * <p>A block that was given back is given out again to who asks for its size, and is never split or
 * merged: contexts come and go in a steady mixture of sizes. The free blocks of a size are a list
 * that runs through their first words. Confined to one thread.
 */
final class SuccessorPool {
    private static final int SIZES = 6;
    private static final int NO_BLOCK = -1;

    private final long[] successors;
    private final int[] firstFree = new int[SIZES];
    private int untouched;

    SuccessorPool(int capacity) {
        Check.argument(capacity > 0, "an empty pool", capacity);
        this.successors = new long[capacity];
        Arrays.fill(firstFree, NO_BLOCK);
    }

    long sizeBytes() {
        return (long) successors.length * Long.BYTES;
    }

    /** How many successors lie in blocks that have ever been given out. */
    int touched() {
        return untouched;
    }

    /** A block of 2<sup>{@code log2Room}</sup> successors, or -1. */
    int allocate(int log2Room) {
        int free = firstFree[log2Room];
        if (free != NO_BLOCK) {
            firstFree[log2Room] = (int) successors[free];
            return free;
        }
        if (successors.length - untouched < 1 << log2Room) {
            return NO_BLOCK;
        }
        int block = untouched;
        untouched += 1 << log2Room;
        return block;
    }

    void free(int block, int log2Room) {
        successors[block] = firstFree[log2Room];
        firstFree[log2Room] = block;
    }

    long get(int index) {
        return successors[index];
    }

    void set(int index, long successor) {
        successors[index] = successor;
    }

    static long successor(int reference, int count, int position) {
        return ((long) reference << 32) | ((long) count << 16) | position;
    }

    static int reference(long successor) {
        return (int) (successor >>> 32);
    }

    static int count(long successor) {
        return (int) (successor >>> 16) & 0xFFFF;
    }

    static int position(long successor) {
        return (int) successor & 0xFFFF;
    }
}
