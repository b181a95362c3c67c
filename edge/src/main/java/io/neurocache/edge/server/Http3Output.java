package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.neurocache.edge.rules.Fields;
import java.util.Locale;

/** Writes the frames of an HTTP/3 request stream. Event loop only. */
final class Http3Output implements StreamOutput {
    private final QuicStreamChannel channel;

    Http3Output(QuicStreamChannel channel) {
        this.channel = channel;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean gone() {
        return !channel.parent().isActive();
    }

    @Override
    public ChannelFuture head(int status, Fields fields, ByteBuf block, boolean end) {
        Http3Headers headers = new DefaultHttp3Headers(false, fields.count() + 16);
        headers.status(Http2Output.statusText(status));
        fields.forEach((name, value) -> add(headers, name, value));
        FieldBlock.forEach(block, (name, value) -> add(headers, name, value));
        return ended(channel.write(new DefaultHttp3HeadersFrame(headers)), end);
    }

    private static void add(Http3Headers headers, String name, String value) {
        if (!Http1Head.isConnectionSpecific(name)) {
            headers.add(name.toLowerCase(Locale.ROOT), FieldBlock.oneLine(value));
        }
    }

    /** FIN follows the last frame, once that has gone to the connection. */
    private static ChannelFuture ended(ChannelFuture written, boolean end) {
        return end ? written.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT) : written;
    }

    /**
     * Writes a DATA frame. The buffer goes as a slice: Netty's codec joins it with the frame's
     * header in a FixedCompositeByteBuf, which as of 4.2.18 reads a part from index 0 on, whatever
     * its reader index, when it is asked for NIO buffers, as QUIC asks.
     */
    @Override
    public ChannelFuture data(ByteBuf data, boolean end) {
        return ended(channel.write(new DefaultHttp3DataFrame(data.slice())), end);
    }

    @Override
    public ChannelFuture end(Fields trailers) {
        if (trailers.count() == 0) {
            return data(Unpooled.EMPTY_BUFFER, true);
        }
        Http3Headers headers = new DefaultHttp3Headers(false, trailers.count());
        trailers.forEach((name, value) -> add(headers, name, value));
        return ended(channel.write(new DefaultHttp3HeadersFrame(headers)), true);
    }

    @Override
    public void reset(End why) {
        Http3ErrorCode error =
                switch (why) {
                    case UNWANTED -> Http3ErrorCode.H3_NO_ERROR;
                    case MALFORMED -> Http3ErrorCode.H3_MESSAGE_ERROR;
                    case ABORTED -> Http3ErrorCode.H3_INTERNAL_ERROR;
                    case TOO_SLOW -> Http3ErrorCode.H3_REQUEST_CANCELLED;
                };
        Outcome.ignored(channel.shutdownInput(error.code()));
        if (why != End.UNWANTED) {
            Outcome.ignored(channel.shutdownOutput(error.code()));
        }
    }
}
