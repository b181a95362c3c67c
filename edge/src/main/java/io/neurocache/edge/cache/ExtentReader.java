package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.store.ObjectStore;

/**
 * Reads an object's body from its extents, mostly onwards: it remembers the last one, so that a
 * body of many extents is not searched from its start for every chunk.
 *
 * <p>Confined to one event loop.
 */
final class ExtentReader {
    private final ObjectStore store;
    private final long handle;
    private final Extents extents;

    private int index;

    /** Place in the body of the first byte of the extent at {@link #index}. */
    private long start;

    ExtentReader(ObjectStore store, long handle, Extents extents) {
        this.store = store;
        this.handle = handle;
        this.extents = extents;
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
        int length = extents.length(index);
        while (position >= start + length) {
            start += length;
            index++;
            length = extents.length(index);
        }
        int skip = (int) (position - start);
        int bytes = Math.min(maxBytes, length - skip);
        return store.buffer(handle, extents.offset(index) + skip, bytes);
    }
}
