package io.neurocache.edge.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/3's listening side. Event loop only, after {@link #bind}.
 *
 * <p>One UDP channel, so all QUIC connections of a server share one event loop: the kernel would
 * spread several sockets of one port by address, and a client that changes its address (RFC 9000
 * §9) would reach a loop that does not know it.
 */
final class QuicListener {
    private static final Logger LOG = LoggerFactory.getLogger(QuicListener.class);
    private static final int SEGMENTS = 10;
    private static final int RECEIVE_BUFFER_BYTES = 2 << 20;
    private static final int MAX_PACKET_BYTES = 1350;
    private static final int CONNECTION_WINDOW_BYTES = 1 << 20;
    private static final int STREAM_WINDOW_BYTES = 256 << 10;
    private static final int CONTROL_STREAM_WINDOW_BYTES = 16 << 10;
    private static final int CONTROL_STREAMS = 8;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final Front front;
    private final IoThreads threads;
    private final ChannelGroup connections;

    QuicListener(Front front, IoThreads threads, ChannelGroup connections) {
        this.front = front;
        this.threads = threads;
        this.connections = connections;
    }

    Channel bind(InetSocketAddress address) throws IOException {
        ChannelFuture bound =
                new Bootstrap()
                        .group(threads.group())
                        .channel(threads.datagramChannel())
                        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(codec().build(), new Failures());
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on UDP " + address, bound.cause());
        }
        return bound.channel();
    }

    private QuicServerCodecBuilder codec() {
        QuicServerCodecBuilder codec =
                Http3.newQuicServerCodecBuilder()
                        .sslEngineProvider(channel -> currentContext().newEngine(channel.alloc()))
                        .maxIdleTimeout(front.timeouts.idle().toMillis(), TimeUnit.MILLISECONDS)
                        .initialMaxData(CONNECTION_WINDOW_BYTES)
                        .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW_BYTES)
                        .initialMaxStreamDataBidirectionalLocal(0)
                        .initialMaxStreamDataUnidirectional(CONTROL_STREAM_WINDOW_BYTES)
                        .initialMaxStreamsBidirectional(front.limits.streams())
                        .initialMaxStreamsUnidirectional(CONTROL_STREAMS)
                        .maxSendUdpPayloadSize(MAX_PACKET_BYTES)
                        .maxRecvUdpPayloadSize(1500)
                        .tokenHandler(
                                new QuicTokens(
                                        System::nanoTime, new SecureRandom(), Quic.MAX_CONN_ID_LEN))
                        .streamOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .handler(
                                new ChannelInitializer<QuicChannel>() {
                                    @Override
                                    protected void initChannel(QuicChannel channel) {
                                        accept(channel);
                                    }
                                });
        if (threads.epoll()) {
            codec.option(
                    QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
                    EpollQuicUtils.newSegmentedAllocator(SEGMENTS));
        }
        return codec;
    }

    private QuicSslContext currentContext() {
        TlsContexts contexts = Objects.requireNonNull(front.tls());
        return Objects.requireNonNull(contexts.quic());
    }

    private void accept(QuicChannel channel) {
        if (front.draining() || connections.size() >= front.limits.connections()) {
            front.counters.refuse(Refusal.CONNECTION_LIMIT);
            Outcome.ignored(channel.close());
            return;
        }
        connections.add(channel);
        Http3Connection.addTo(channel, front);
    }

    /** What a single datagram breaks concerns nobody else. */
    private static final class Failures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("a datagram could not be processed", cause);
        }
    }
}
