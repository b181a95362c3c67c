package io.neurocache.edge.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3ServerConnectionHandler;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.http3.Http3SettingsFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection's part of HTTP/3: settings, the count of its streams, idleness and farewell. Event
 * loop only.
 */
final class Http3Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Http3Connection.class);
    private static final int STREAM_ID_STEP = 4;

    private final Front front;
    private final QuicChannel channel;
    private final Watch watch =
            new Watch() {
                @Override
                void check(long nowNanos) {
                    checkIdle(nowNanos);
                }
            };
    private long busyNanos = System.nanoTime();
    private long nextStreamId;
    private int activeStreams;
    private boolean leaving;

    private Http3Connection(Front front, QuicChannel channel) {
        this.front = front;
        this.channel = channel;
    }

    static void addTo(QuicChannel channel, Front front) {
        Http3Connection connection = new Http3Connection(front, channel);
        channel.pipeline()
                .addLast(
                        connection,
                        new Http3ServerConnectionHandler(
                                new ChannelInitializer<QuicStreamChannel>() {
                                    @Override
                                    protected void initChannel(QuicStreamChannel stream) {
                                        connection.opened(stream);
                                    }
                                },
                                null,
                                null,
                                settings(front),
                                true));
    }

    private static Http3SettingsFrame settings(Front front) {
        return new DefaultHttp3SettingsFrame(
                new Http3Settings()
                        .maxFieldSectionSize(front.limits.headerBytes())
                        .qpackMaxTableCapacity(0)
                        .qpackBlockedStreams(0));
    }

    private void opened(QuicStreamChannel stream) {
        activeStreams++;
        nextStreamId = Math.max(nextStreamId, stream.streamId() + STREAM_ID_STEP);
        stream.closeFuture().addListener(_ -> activeStreams--);
        stream.pipeline().addLast(new Http3StreamHandler(front, stream));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        front.counters.opened();
        front.sweep(channel.eventLoop()).add(watch);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        front.counters.closed();
        front.sweep(channel.eventLoop()).remove(watch);
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.EVENT && !leaving) {
            leaving = true;
            QuicStreamChannel control = Http3.getLocalControlStream(channel);
            if (control != null) {
                Outcome.ignored(control.writeAndFlush(new DefaultHttp3GoAwayFrame(nextStreamId)));
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a QUIC connection failed", cause);
        Outcome.ignored(ctx.close());
    }

    private void checkIdle(long nowNanos) {
        if (activeStreams > 0) {
            busyNanos = nowNanos;
        } else if (leaving || nowNanos - busyNanos > front.timeouts.idle().toNanos()) {
            Outcome.ignored(
                    channel.close(true, Http3ErrorCode.H3_NO_ERROR.code(), Unpooled.EMPTY_BUFFER));
        }
    }
}
