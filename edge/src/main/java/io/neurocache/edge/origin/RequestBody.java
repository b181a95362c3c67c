package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.neurocache.edge.rules.Fields;

/**
 * Frames the body of one request on its connection. Event loop only.
 *
 * <p>Its caller has checked that the bytes fit the announced length: one byte more would be the
 * beginning of another request.
 */
final class RequestBody {
    private final Channel channel;
    private final boolean chunked;
    private int pendingWrites;
    private boolean ended;

    RequestBody(Channel channel, long length) {
        this.channel = channel;
        this.chunked = length < 0;
        this.ended = length == 0;
    }

    /** Writes bytes; ownership passes. */
    ChannelFuture write(ByteBuf data) {
        int size = data.readableBytes();
        if (!chunked || size == 0) {
            return track(channel.writeAndFlush(data));
        }
        var _ = channel.write(RequestWriter.chunkLine(channel.alloc(), size));
        var _ = channel.write(data);
        return track(channel.writeAndFlush(RequestWriter.chunkEnd(channel.alloc())));
    }

    /** Writes what ends the body. */
    ChannelFuture end(Fields trailers) {
        ended = true;
        ByteBuf last =
                chunked
                        ? RequestWriter.lastChunk(channel.alloc(), trailers)
                        : Unpooled.EMPTY_BUFFER;
        return track(channel.writeAndFlush(last));
    }

    /** Whether the whole body is on its way, so that another request may follow it. */
    boolean isComplete() {
        return ended && pendingWrites == 0;
    }

    /** Whether the origin has all we got and waits for more as we do. */
    boolean waitsForCaller() {
        return !ended && pendingWrites == 0;
    }

    private ChannelFuture track(ChannelFuture write) {
        pendingWrites++;
        return write.addListener(_ -> pendingWrites--);
    }
}
