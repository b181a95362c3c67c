package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.store.ObjectStore;

/** The body of a published object; takes over one reference to it. Confined to one event loop. */
final class StoredBody implements BodySource {
    private final ObjectStore store;
    private final long handle;
    private final long length;
    private final ExtentReader reader;

    StoredBody(ObjectStore store, long handle) {
        this.store = store;
        this.handle = handle;
        this.length = store.slab().bodyLength(handle);
        this.reader = new ExtentReader(store, handle);
    }

    @Override
    public long available() {
        return length;
    }

    @Override
    public State state() {
        return State.COMPLETE;
    }

    @Override
    public ByteBuf read(long position, int maxBytes) {
        return reader.read(position, maxBytes);
    }

    @Override
    public void follow(BodySender sender) {
        sender.progress();
    }

    @Override
    public void release() {
        store.slab().release(handle);
    }
}
