package io.neurocache.edge.cache;

import io.neurocache.edge.store.ObjectStore;

/** Where the bytes of a body lie in the slab, piece by piece in their order. */
interface Extents {
    /** Pieces there are now. */
    int count();

    /** Place of a piece in the slab, in bytes from its start. */
    long offset(int index);

    /** Bytes in a piece, counting only those that are there now. */
    int length(int index);

    /** The extents of a published object. */
    static Extents of(ObjectStore store, long handle) {
        return new Extents() {
            @Override
            public int count() {
                return store.slab().extentCount(handle);
            }

            @Override
            public long offset(int index) {
                return store.slab().extentOffset(handle, index);
            }

            @Override
            public int length(int index) {
                return store.slab().extentLength(handle, index);
            }
        };
    }
}
