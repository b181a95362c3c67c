package io.neurocache.edge.store;

import io.netty.buffer.ByteBuf;
import io.neurocache.slab.Check;
import io.neurocache.slab.Slab;
import io.neurocache.slab.SlabWriter;
import io.neurocache.slab.WriteResult;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One response on its way into the slab: its head is known from the start or comes last, its body
 * comes in buffers. Ends with one commit or {@link #abort}.
 *
 * <p>Confined to one event loop, but for {@link #written} and {@link #read}, which are for whoever
 * holds a reference to {@link #handle}.
 */
public final class ObjectWriter {
    /** The length of a body that did not announce it. */
    public static final long UNKNOWN_LENGTH = -1;

    private final Slab slab;
    private final SlabWriter writer;
    private final byte @Nullable [] meta;
    private final long length;

    ObjectWriter(Slab slab, byte[] key, byte[] meta, long length) {
        this.slab = slab;
        this.meta = meta;
        this.length = length;
        this.writer =
                length == UNKNOWN_LENGTH
                        ? slab.writer(key, UNKNOWN_LENGTH)
                        : slab.writer(key, meta, length);
    }

    ObjectWriter(Slab slab, byte[] key, long expectedLength) {
        this.slab = slab;
        this.meta = null;
        this.length = UNKNOWN_LENGTH;
        this.writer = slab.writer(key, expectedLength);
    }

    /** The object in progress, or {@link Slab#NONE} when there was no room even to begin. */
    public long handle() {
        return writer.handle();
    }

    /** Bytes of the body written so far. */
    public long written() {
        return writer.written();
    }

    /**
     * Takes the readable bytes of a buffer; it stays the caller's. What was taken is read, what was
     * refused is still readable.
     */
    public WriteResult write(ByteBuf data) {
        for (ByteBuffer piece : data.nioBuffers()) {
            long before = writer.written();
            WriteResult result = writer.write(piece);
            data.skipBytes((int) (writer.written() - before));
            if (result != WriteResult.OK) {
                return result;
            }
        }
        return WriteResult.OK;
    }

    /**
     * Publishes an object whose head was given at the start.
     *
     * @return the object with a reference for the caller, or {@link Slab#NONE} when there was no
     *     room for the last of it, or the body is not as long as announced
     */
    public long commit() {
        byte[] given = meta;
        if (given == null) {
            throw new IllegalStateException("the head was not given at the start");
        }
        if (length == UNKNOWN_LENGTH) {
            return writer.commit(given);
        }
        if (writer.written() != length) {
            writer.abort();
            return Slab.NONE;
        }
        return writer.commit();
    }

    /**
     * Publishes an object whose head was not given at the start; returns as {@link #commit()} does.
     *
     * @param head as {@link StoredHead#encode} wrote it
     */
    public long commit(byte[] head) {
        Check.state(meta == null, "the head was given at the start");
        return writer.commit(head);
    }

    /** The same under another key than it was begun with. */
    public long commit(byte[] key, byte[] head) {
        Check.state(meta == null, "the head was given at the start");
        return writer.commit(key, head);
    }

    /** Drops the object; who reads it may finish. Does nothing after the end. */
    public void abort() {
        writer.abort();
    }

    /**
     * Bytes from a place below {@link #written} on, as many as lie together up to a maximum, as a
     * buffer that keeps the object alive.
     */
    public ByteBuf read(long position, int maxBytes) {
        return SlabBuffer.of(slab, writer.handle(), writer.buffer(position, maxBytes));
    }
}
