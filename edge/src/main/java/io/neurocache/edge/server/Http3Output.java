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
import io.netty.util.AsciiString;
import io.neurocache.edge.rules.Fields;

/** Writes the frames of an HTTP/3 request stream. Event loop only. */
final class Http3Output implements StreamOutput {
    /** Of the table that Netty keeps beside the list of fields, and nobody looks up in here. */
    private static final int BUCKETS = 2;

    private final QuicStreamChannel channel;
    private final TurnFlush flush;

    Http3Output(QuicStreamChannel channel) {
        this.channel = channel;
        this.flush = new TurnFlush(channel);
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
        Http3Headers headers = new DefaultHttp3Headers(false, BUCKETS);
        headers.status(Http2Output.statusText(status));
        add(headers, SectionWriter.ofThisLoop().section(fields, block));
        return ended(channel.write(new DefaultHttp3HeadersFrame(headers)), end);
    }

    private static void add(Http3Headers headers, AsciiString[] section) {
        for (int i = 0; i < section.length; i += 2) {
            headers.add(section[i], section[i + 1]);
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
        Http3Headers headers = new DefaultHttp3Headers(false, BUCKETS);
        add(headers, SectionWriter.ofThisLoop().section(trailers, Unpooled.EMPTY_BUFFER));
        return ended(channel.write(new DefaultHttp3HeadersFrame(headers)), true);
    }

    @Override
    public void flushLater() {
        flush.schedule();
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
