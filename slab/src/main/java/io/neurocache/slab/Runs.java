package io.neurocache.slab;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the bytes of a body in progress lie: one run in each slot.
 *
 * <p>Offsets and lengths below {@code count} never change, so a reader goes on with the object that
 * it looked at while the writer publishes the next. Successors share the arrays, so only the newest
 * is extended, by the writer's thread.
 */
// A record for its shape; nobody compares runs.
@SuppressWarnings("ArrayRecordComponent")
record Runs(long[] offsets, int[] lengths, int count) {
    static final Runs NONE = new Runs(new long[0], new int[0], 0);

    static Runs of(long offset, int length) {
        return new Runs(new long[] {offset}, new int[] {length}, 1);
    }

    /** One more run behind these. */
    Runs plus(long offset, int length) {
        boolean full = count == offsets.length;
        long[] o = full ? Arrays.copyOf(offsets, 2 * count + 4) : offsets;
        int[] l = full ? Arrays.copyOf(lengths, 2 * count + 4) : lengths;
        o[count] = offset;
        l[count] = length;
        return new Runs(o, l, count + 1);
    }

    /** All but the last, to go on with another one while readers look at these. */
    Runs withoutLast() {
        return new Runs(Arrays.copyOf(offsets, count), Arrays.copyOf(lengths, count), count - 1);
    }

    int lastLength() {
        return lengths[count - 1];
    }

    long lastOffset() {
        return offsets[count - 1];
    }

    long offset(int i) {
        Check.argument(i >= 0 && i < count, "no such extent", i);
        return offsets[i];
    }

    int length(int i) {
        Check.argument(i >= 0 && i < count, "no such extent", i);
        return lengths[i];
    }

    /** Bytes from a position of the body on, as many as lie together up to a maximum. */
    ByteBuffer buffer(Windows windows, long position, int maxBytes) {
        long start = 0;
        for (int i = 0; i < count; i++) {
            if (position < start + lengths[i]) {
                int skip = (int) (position - start);
                return windows.buffer(offsets[i] + skip, Math.min(maxBytes, lengths[i] - skip));
            }
            start += lengths[i];
        }
        throw new IllegalArgumentException("the position has not been written");
    }

    /** The slot that a run lies in. */
    long slot(int i) {
        return offsets[i] - SizeClasses.SLOT_HEADER_BYTES;
    }
}
