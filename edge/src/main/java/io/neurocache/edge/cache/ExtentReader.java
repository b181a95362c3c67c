package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.slab.Slab;

/**
 * Reads a published object's body from its extents, mostly onwards: it remembers the last one, so
 * that a body of many extents is not searched from its start for every chunk.
 *
 * <p>Confined to one event loop.
 */
final class ExtentReader {
    private final ObjectStore store;
    private final long handle;

    private int index;

    /** Place in the body of the first byte of the extent at {@link #index}. */
    private long start;

    ExtentReader(ObjectStore store, long handle) {
        this.store = store;
        this.handle = handle;
    }

    /**
     * Bytes from a place on that lie together in the slab.
     *
     * @param position below the number of bytes there are
     * @param maxBytes at least 1, and no more than there are from the position on
     */
    ByteBuf read(long position, int maxBytes) {
        if (position < start) {
            index = 0;
            start = 0;
        }
        Slab slab = store.slab();
        int length = slab.extentLength(handle, index);
        while (position >= start + length) {
            start += length;
            index++;
            length = slab.extentLength(handle, index);
        }
        int skip = (int) (position - start);
        int bytes = Math.min(maxBytes, length - skip);
        return store.buffer(handle, slab.extentOffset(handle, index) + skip, bytes);
    }
}
