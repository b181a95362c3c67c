package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;

/**
 * The bytes of a body that no longer fit in the slab, held on the heap only until every reader has
 * taken them: a short moving window, refilled at the pace of the slowest reader.
 *
 * <p>Needed only where a body without an announced length turns out larger than what may be cached.
 * Safe from any thread: guarded by its own monitor, held for moments.
 */
final class OverflowTail {
    /** More than this held, and the origin is asked to wait. */
    static final int HIGH_BYTES = 1024 * 1024;

    private final IdentityHashMap<Object, Long> positions = new IdentityHashMap<>();
    private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>();

    /** Place of the first byte held, and of the byte after the last, in the whole body. */
    private long start;

    private long end;
    private boolean closed;

    /** Makes an empty tail that begins at a place in the body. */
    OverflowTail(long start) {
        this.start = start;
        this.end = start;
    }

    /** Adds bytes at the end; ownership passes. True when the origin should wait. */
    synchronized boolean add(ByteBuf data) {
        if (closed || !data.isReadable()) {
            data.release();
            return false;
        }
        end += data.readableBytes();
        chunks.add(data);
        trim();
        return end - start > HIGH_BYTES;
    }

    /** Place of the byte after the last. */
    synchronized long end() {
        return end;
    }

    /** Bytes held now. */
    synchronized long heldBytes() {
        return end - start;
    }

    /** Notes how far a reader has come; bytes all readers are past are let go. */
    synchronized void readerAt(Object reader, long position) {
        positions.put(reader, position);
        trim();
    }

    /** Forgets a reader; true when none is left. */
    synchronized boolean readerGone(Object reader) {
        positions.remove(reader);
        trim();
        return positions.isEmpty();
    }

    /** Bytes from a place that is held, at least one; the caller releases them. */
    synchronized ByteBuf read(long position, int maxBytes) {
        long at = start;
        for (ByteBuf chunk : chunks) {
            int length = chunk.readableBytes();
            if (position < at + length) {
                int skip = (int) (position - at);
                return chunk.retainedSlice(
                        chunk.readerIndex() + skip, Math.min(maxBytes, length - skip));
            }
            at += length;
        }
        throw new IllegalStateException("the position is not held");
    }

    /** Lets everything go. */
    synchronized void close() {
        closed = true;
        chunks.forEach(ByteBuf::release);
        chunks.clear();
        start = end;
    }

    private void trim() {
        long slowest = positions.values().stream().mapToLong(Long::longValue).min().orElse(end);
        while (!chunks.isEmpty() && start + chunks.peek().readableBytes() <= slowest) {
            ByteBuf chunk = chunks.remove();
            start += chunk.readableBytes();
            chunk.release();
        }
    }
}
