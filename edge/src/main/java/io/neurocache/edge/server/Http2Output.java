package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AsciiString;
import io.neurocache.edge.rules.Fields;
import java.util.Locale;

/** Writes the frames of an HTTP/2 stream. Event loop only. */
final class Http2Output implements StreamOutput {
    private static final AsciiString[] STATUSES = new AsciiString[600];

    static {
        for (int status = 100; status < STATUSES.length; status++) {
            STATUSES[status] = AsciiString.cached(Integer.toString(status));
        }
    }

    private final Http2StreamChannel channel;

    Http2Output(Http2StreamChannel channel) {
        this.channel = channel;
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
        Http2Headers headers = new DefaultHttp2Headers(false, fields.count() + 16);
        headers.status(statusText(status));
        fields.forEach((name, value) -> add(headers, name, value));
        FieldBlock.forEach(block, (name, value) -> add(headers, name, value));
        return channel.write(new DefaultHttp2HeadersFrame(headers, end));
    }

    static CharSequence statusText(int status) {
        return status < STATUSES.length ? STATUSES[status] : Integer.toString(status);
    }

    private static void add(Http2Headers headers, String name, String value) {
        if (!Http1Head.isConnectionSpecific(name)) {
            headers.add(name.toLowerCase(Locale.ROOT), FieldBlock.oneLine(value));
        }
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
        Http2Headers headers = new DefaultHttp2Headers(false, trailers.count());
        trailers.forEach((name, value) -> add(headers, name, value));
        return channel.write(new DefaultHttp2HeadersFrame(headers, true));
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
