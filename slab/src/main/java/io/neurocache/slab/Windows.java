package io.neurocache.slab;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct buffers on any part of a mapping that may exceed 2 GiB.
 *
 * <p>A buffer reaches 2 GiB at most, so the mapping is covered by buffers that start every GiB and
 * overlap; any range of up to 1 GiB lies wholly in one, and a slice of it is one small object.
 * Immutable, safe from any thread.
 */
final class Windows {
    private static final int STEP_SHIFT = 30;

    private final ByteBuffer[] windows;

    Windows(MemorySegment segment) {
        int count = (int) ((segment.byteSize() - 1) >>> STEP_SHIFT) + 1;
        windows = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            long start = (long) i << STEP_SHIFT;
            long length = Math.min(Integer.MAX_VALUE, segment.byteSize() - start);
            windows[i] =
                    segment.asSlice(start, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** A buffer of the caller's own. */
    ByteBuffer buffer(long offset, int length) {
        Check.argument(length >= 0 && length <= 1 << STEP_SHIFT, "buffer length", length);
        return of(offset).slice(within(offset), length);
    }

    /** The shared little-endian buffer that an offset lies in, for absolute accesses only. */
    ByteBuffer of(long offset) {
        return windows[(int) (offset >>> STEP_SHIFT)];
    }

    /** Where an offset lies in {@link #of}. */
    static int within(long offset) {
        return (int) offset & ((1 << STEP_SHIFT) - 1);
    }
}
