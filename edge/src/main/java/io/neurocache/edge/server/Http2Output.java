package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.neurocache.edge.rules.Fields;

/** Writes the frames of an HTTP/2 stream. Event loop only. */
final class Http2Output implements StreamOutput {
    private static final AsciiString[] STATUSES = new AsciiString[600];

    static {
        for (int status = 100; status < STATUSES.length; status++) {
            STATUSES[status] = AsciiString.cached(Integer.toString(status));
        }
    }

    private final Http2StreamChannel channel;
    private final TurnFlush flush;

    /**
     * Joins a stream and its connection.
     *
     * @param flush the connection's: frames of all streams lie in its codec, which needs no more
     */
    Http2Output(Http2StreamChannel channel, TurnFlush flush) {
        this.channel = channel;
        this.flush = flush;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean gone() {
        return !channel.parent().isActive() || channel.stream().state() == Http2Stream.State.CLOSED;
    }

    @Override
    public ChannelFuture head(int status, Fields fields, ByteBuf block, boolean end) {
        AsciiString[] section = SectionWriter.ofThisLoop().section(fields, block);
        Http2Headers headers =
                ReadOnlyHttp2Headers.serverHeaders(false, statusText(status), section);
        return channel.write(new DefaultHttp2HeadersFrame(headers, end));
    }

    static AsciiString statusText(int status) {
        return status < STATUSES.length
                ? STATUSES[status]
                : new AsciiString(Integer.toString(status));
    }

    @Override
    public ChannelFuture data(ByteBuf data, boolean end) {
        return channel.write(new DefaultHttp2DataFrame(data, end));
    }

    @Override
    public ChannelFuture end(Fields trailers) {
        if (trailers.count() == 0) {
            return data(Unpooled.EMPTY_BUFFER, true);
        }
        AsciiString[] section = SectionWriter.ofThisLoop().section(trailers, Unpooled.EMPTY_BUFFER);
        Http2Headers headers = ReadOnlyHttp2Headers.trailers(false, section);
        return channel.write(new DefaultHttp2HeadersFrame(headers, true));
    }

    @Override
    public void flushLater() {
        flush.schedule();
    }

    @Override
    public void reset(End why) {
        if (channel.isActive()) {
            Http2Error error =
                    switch (why) {
                        case UNWANTED -> Http2Error.NO_ERROR;
                        case MALFORMED -> Http2Error.PROTOCOL_ERROR;
                        case ABORTED -> Http2Error.INTERNAL_ERROR;
                        case TOO_SLOW -> Http2Error.CANCEL;
                    };
            Http2FrameStream stream = channel.stream();
            Outcome.ignored(
                    channel.writeAndFlush(new DefaultHttp2ResetFrame(error).stream(stream)));
            Outcome.ignored(channel.close());
        }
    }
}
