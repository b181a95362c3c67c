package io.neurocache.edge.store;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.neurocache.slab.Slab;
import java.nio.ByteBuffer;

/**
 * Bytes of a cached object as a buffer for the network: a window on the mapped file, nothing
 * copied. It holds a reference to its object, given back when Netty releases the buffer, so the
 * slot cannot be used again while a socket, a TLS engine or the QUIC library still reads it.
 *
 * <p>Written to by nobody: a published object never changes.
 */
final class SlabBuffer extends UnpooledDirectByteBuf {
    private final Slab slab;
    private final long handle;

    private SlabBuffer(Slab slab, long handle, ByteBuffer window) {
        super(UnpooledByteBufAllocator.DEFAULT, window, window.remaining());
        this.slab = slab;
        this.handle = handle;
    }

    /** A buffer on a window of the slab within an object; takes its own reference. */
    static SlabBuffer of(Slab slab, long handle, ByteBuffer window) {
        slab.retain(handle);
        return new SlabBuffer(slab, handle, window);
    }

    /** The same, but takes over the caller's reference. */
    static SlabBuffer owning(Slab slab, long handle, ByteBuffer window) {
        return new SlabBuffer(slab, handle, window);
    }

    @Override
    protected void deallocate() {
        slab.release(handle);
    }
}
