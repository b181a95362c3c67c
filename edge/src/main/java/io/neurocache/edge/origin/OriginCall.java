package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.rules.Fields;

/**
 * A request on its way to an origin. Event loop only: the loop the call was made with.
 *
 * <p>A call after the end is ignored, and the buffers given to it are released.
 */
public interface OriginCall {
    /**
     * Stops reading the response until {@link #resume}; at most one socket read still arrives, or
     * when the origin closes meanwhile, what the kernel has already received of it.
     */
    void pause();

    /** Goes on reading the response. */
    void resume();

    /** Sends bytes of the request's body; ownership passes. Accepted also when not writable. */
    void sendBody(ByteBuf data);

    /** Ends the request's body. */
    void endBody(Fields trailers);

    /** Whether more bytes of the request's body are wanted now. */
    boolean isWritable();

    /** Gives the request up: nothing more is heard of it, and its connection is not used again. */
    void cancel();
}
