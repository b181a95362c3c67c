package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body in the slab, whole or still growing. Read on one event loop. */
interface BodySource {
    /** Bytes that can be read now, from the start of the body. */
    long available();

    /** How the body stands. */
    State state();

    /**
     * Bytes from a place on, as many as lie together up to a maximum; at least one.
     *
     * @param position below {@link #available}
     * @param maxBytes at least 1
     * @return a buffer the caller releases, which keeps the object alive until then
     */
    ByteBuf read(long position, int maxBytes);

    /**
     * Hands the whole body over as one buffer that the caller releases; null when it has not all
     * come, does not lie together, or is longer than a maximum. Where it is not null it takes the
     * place of {@link #release}.
     */
    @Nullable ByteBuf takeWhole(int maxBytes);

    /** Starts to tell a sender when there is more to read, and lets it send what there is. */
    void follow(BodySender sender);

    /** Gives back what the source holds of the object. Called once, unless it was taken whole. */
    void release();

    /** How a body stands. */
    enum State {
        /** More bytes may come. */
        GROWING,
        /** All bytes are there. */
        COMPLETE,
        /** It will never be complete. */
        BROKEN
    }
}
