package io.neurocache.slab;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

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
            windows[i] = segment.asSlice(start, length).asByteBuffer();
        }
    }

    ByteBuffer buffer(long offset, int length) {
        Check.argument(length >= 0 && length <= 1 << STEP_SHIFT, "buffer length", length);
        int window = (int) (offset >>> STEP_SHIFT);
        int start = (int) (offset - ((long) window << STEP_SHIFT));
        return windows[window].slice(start, length);
    }
}
