package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.edge.store.StoredHead;

/**
 * A response chosen to answer a request: published, or still being filled.
 *
 * @param head its head
 * @param block its field lines in HTTP/1.1 syntax, owned by whoever gets the selected response
 * @param body its bytes, released by whoever gets the selected response
 * @param length bytes of the body; -1 while not announced
 */
record Selected(StoredHead head, ByteBuf block, BodySource body, long length) {
    static final long UNKNOWN_LENGTH = -1;

    /** A published response; takes over one reference to it. */
    static Selected published(ObjectStore store, long handle, StoredHead head) {
        long length = store.slab().bodyLength(handle);
        ByteBuf block = store.fieldBlock(handle, head);
        return new Selected(head, block, new StoredBody(store, handle), length);
    }

    /** A published body with a newer head that was not stored; takes over one reference. */
    static Selected published(ObjectStore store, long handle, StoredHead head, byte[] meta) {
        long length = store.slab().bodyLength(handle);
        return new Selected(head, block(head, meta), new StoredBody(store, handle), length);
    }

    /** A response on its way from the origin; takes over the reader. */
    static Selected growing(StoredHead head, byte[] meta, BodySource reader, long length) {
        return new Selected(head, block(head, meta), reader, length);
    }

    private static ByteBuf block(StoredHead head, byte[] meta) {
        int offset = head.blockOffset();
        return Unpooled.wrappedBuffer(meta, offset, meta.length - offset);
    }

    /** Gives everything back unused. */
    void release() {
        block.release();
        body.release();
    }
}
