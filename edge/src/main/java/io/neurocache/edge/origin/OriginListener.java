package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;

/**
 * Hears the answer to an {@link OriginCall}: {@code interim* head data* (end | failed)}, or {@code
 * failed} alone. Called on the call's event loop, never from within the method that made the call.
 */
public interface OriginListener {
    /** An interim response (1xx except 101). */
    void interim(ResponseHead head);

    /**
     * The head of the final response, checked for syntax and framing, with its hop-by-hop fields
     * still in place.
     *
     * @param bodyLength bytes of body that follow, -1 when not announced, 0 when there are none
     */
    void head(ResponseHead head, long bodyLength);

    /** Bytes of the body; ownership passes. */
    void data(ByteBuf data);

    /** The response is complete: its framing says so, never the mere end of a broken connection. */
    void end(Fields trailers);

    /** The call failed, before or within the response; nothing follows. */
    void failed(OriginFailure failure);

    /** The call became writable again after {@link OriginCall#isWritable} was false. */
    void writable();
}
