package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.store.ObjectStore;
import io.neurocache.slab.Slab;
import org.jspecify.annotations.Nullable;

/** The body of a published object; takes over one reference to it. Confined to one event loop. */
final class StoredBody implements BodySource {
    private final ObjectStore store;
    private final long handle;
    private final long length;
    private @Nullable ExtentReader reader;

    StoredBody(ObjectStore store, long handle) {
        this.store = store;
        this.handle = handle;
        this.length = store.slab().bodyLength(handle);
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
        ExtentReader opened = reader;
        if (opened == null) {
            opened = new ExtentReader(store, handle);
            reader = opened;
        }
        return opened.read(position, maxBytes);
    }

    @Override
    public @Nullable ByteBuf takeWhole(int maxBytes) {
        Slab slab = store.slab();
        if (length > maxBytes || slab.extentCount(handle) != 1) {
            return null;
        }
        return store.lastBuffer(handle, slab.extentOffset(handle, 0), (int) length);
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
