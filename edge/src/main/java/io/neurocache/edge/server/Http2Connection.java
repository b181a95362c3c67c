package io.neurocache.edge.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The connection's part of HTTP/2: settings and windows, the bounds on frames that cost the client
 * less than the server, idleness and farewell. Event loop only.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
    private static final int STREAM_WINDOW_BYTES = 256 << 10;
    private static final int CONNECTION_WINDOW_BYTES = 1 << 20;
    private static final int DEFAULT_WINDOW_BYTES = 65_535;
    private static final int MAX_RESETS = 200;
    private static final int RESET_SECONDS = 30;
    private static final int MAX_EMPTY_DATA_FRAMES = 10;
    private static final int MAX_QUEUED_CONTROL_FRAMES = 1_000;
    private static final int MAX_SMALL_CONTINUATIONS = 16;
    private static final int MAX_CONTROL_FRAMES = 500;

    /** The builder's own default of 0 would cut open streams off right after GOAWAY. */
    private static final int NO_FAREWELL_TIMEOUT = -1;

    private static final long CONTROL_SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Front front;
    private final Http2FrameCodec codec;
    private final Channel channel;
    private final Watch watch =
            new Watch() {
                @Override
                void check(long nowNanos) {
                    checkIdle(nowNanos);
                }
            };
    private long busyNanos = System.nanoTime();
    private long spanStartNanos = busyNanos;
    private int controlFrames;

    private Http2Connection(Front front, Http2FrameCodec codec, Channel channel) {
        this.front = front;
        this.codec = codec;
        this.channel = channel;
    }

    static void addTo(ChannelPipeline pipeline, Front front, boolean secure) {
        Http2FrameCodec codec =
                new CodecBuilder()
                        .initialSettings(
                                new Http2Settings()
                                        .maxConcurrentStreams(front.limits.streams())
                                        .maxHeaderListSize(front.limits.headerBytes())
                                        .initialWindowSize(STREAM_WINDOW_BYTES))
                        .gracefulShutdownTimeoutMillis(NO_FAREWELL_TIMEOUT)
                        .encoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
                        .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES)
                        .build();
        TurnFlush flush = new TurnFlush(pipeline.channel());
        Http2MultiplexHandler streams =
                new Http2MultiplexHandler(
                        new ChannelInitializer<Http2StreamChannel>() {
                            @Override
                            protected void initChannel(Http2StreamChannel stream) {
                                stream.pipeline()
                                        .addLast(
                                                new Http2StreamHandler(
                                                        front, stream, flush, secure));
                            }
                        });
        pipeline.addLast(codec, streams, new Http2Connection(front, codec, pipeline.channel()));
    }

    /**
     * Builds a codec that shares a connection between its streams by whole frames. Netty's default
     * follows the priorities of RFC 7540, which RFC 9113 §5.3 has given up, and hands out 1 KiB at
     * a time: sixteen times the frames, and most of the CPU, for bodies of some size.
     */
    private static final class CodecBuilder extends Http2FrameCodecBuilder {
        private static final int SHARE_BYTES = 16 << 10;

        CodecBuilder() {
            DefaultHttp2Connection connection = new DefaultHttp2Connection(true);
            UniformStreamByteDistributor shares = new UniformStreamByteDistributor(connection);
            shares.minAllocationChunk(SHARE_BYTES);
            connection
                    .remote()
                    .flowController(new DefaultHttp2RemoteFlowController(connection, shares));
            connection(connection);
        }

        /** Puts {@link Http2StreamOrder} between the frames and the codec's own decoder. */
        @Override
        protected Http2FrameCodec build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            Http2FrameReader frames =
                    new DefaultHttp2FrameReader(
                            new DefaultHttp2HeadersDecoder(
                                    true, Objects.requireNonNull(settings.maxHeaderListSize())),
                            MAX_SMALL_CONTINUATIONS);
            return new OrderedBuilder(
                            new DefaultHttp2ConnectionDecoder(
                                    encoder.connection(),
                                    encoder,
                                    new Http2StreamOrder(frames, encoder.connection()),
                                    promisedRequestVerifier(),
                                    true,
                                    true,
                                    true,
                                    true),
                            encoder)
                    .initialSettings(settings)
                    .gracefulShutdownTimeoutMillis(gracefulShutdownTimeoutMillis())
                    .build();
        }
    }

    /**
     * Builds a codec around a decoder of ours. The encoder comes from {@link CodecBuilder}, with
     * its bounds on what is written; those on what is read are put around the decoder here.
     */
    private static final class OrderedBuilder extends Http2FrameCodecBuilder {
        OrderedBuilder(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder) {
            decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
            decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES);
            codec(decoder, encoder);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        front.sweep(channel.eventLoop()).add(watch);
        Outcome.ignored(
                ctx.write(
                        new DefaultHttp2WindowUpdateFrame(
                                CONNECTION_WINDOW_BYTES - DEFAULT_WINDOW_BYTES)));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        front.sweep(channel.eventLoop()).remove(watch);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof Http2PingFrame || msg instanceof Http2SettingsFrame) {
            countControlFrame(ctx);
        }
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == Drain.EVENT) {
            goAway(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** The codec itself answers a protocol error with GOAWAY, after it has passed here. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            front.counters.refuse(Refusal.MALFORMED);
        } else {
            Outcome.ignored(ctx.close());
        }
    }

    /** The codec sends GOAWAY and closes when the open streams are done. */
    private void goAway(ChannelHandlerContext ctx) {
        Outcome.ignored(ctx.close());
    }

    private void countControlFrame(ChannelHandlerContext ctx) {
        long nowNanos = System.nanoTime();
        if (nowNanos - spanStartNanos > CONTROL_SPAN_NANOS) {
            spanStartNanos = nowNanos;
            controlFrames = 0;
        }
        controlFrames++;
        if (controlFrames == MAX_CONTROL_FRAMES) {
            front.counters.refuse(Refusal.MALFORMED);
            Outcome.ignored(
                    ctx.writeAndFlush(
                                    new DefaultHttp2GoAwayFrame(
                                            Http2Error.ENHANCE_YOUR_CALM, Unpooled.EMPTY_BUFFER))
                            .addListener(ChannelFutureListener.CLOSE));
        }
    }

    private void checkIdle(long nowNanos) {
        if (codec.connection().numActiveStreams() > 0) {
            busyNanos = nowNanos;
        } else if (nowNanos - busyNanos > front.timeouts.idle().toNanos()) {
            Outcome.ignored(channel.close());
        }
    }
}
