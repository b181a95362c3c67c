package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.neurocache.edge.rules.Fields;

/**
 * Writes the frames of one HTTP/2 or HTTP/3 stream. Event loop only; nothing is flushed at once.
 */
interface StreamOutput {
    /** Why a stream is ended before its time. */
    enum End {
        /** The response is complete, the rest of the request is not wanted. */
        UNWANTED,
        /** The request breaks the protocol's rules for messages. */
        MALFORMED,
        /** The response was broken off. */
        ABORTED,
        /** The client does not keep up. */
        TOO_SLOW
    }

    /** The stream. */
    Channel channel();

    /**
     * Writes a head.
     *
     * @param block stored field lines; stays the caller's
     * @param end whether the response ends with it
     */
    ChannelFuture head(int status, Fields fields, ByteBuf block, boolean end);

    /** Writes a piece of the body; ownership passes. */
    ChannelFuture data(ByteBuf data, boolean end);

    /** Ends the body. */
    ChannelFuture end(Fields trailers);

    /** Whether the stream is closed although its channel may have unread frames. */
    boolean gone();

    /** Flushes what was written, at the end of this turn of the loop. */
    void flushLater();

    /** Ends the stream at once in both directions. */
    void reset(End why);
}
