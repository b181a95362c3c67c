package io.neurocache.edge.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.quic.Quic;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.tls.ServerCertificate;
import io.neurocache.slab.Check;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge's server: accepts connections on one port number, TCP and UDP, and gives each request to
 * a handler. Safe from any thread but the event loops, where {@link #drain} and {@link #close}
 * would wait for themselves.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 4096;
    private static final int BIND_ATTEMPTS = 8;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final ServerOptions options;
    private final IoThreads threads;
    private final Front front;
    private final ChannelGroup tcpConnections = group();
    private final ChannelGroup quicConnections = group();
    private final Channel tcp;
    private final @Nullable Channel udp;

    private record Bound(Channel tcp, @Nullable Channel udp) {}

    private HttpServer(ServerOptions options, IoThreads threads, ExchangeHandler handler)
            throws IOException {
        this.options = options;
        this.threads = threads;
        this.front = new Front(options, threads, handler);
        try {
            if (options.identity() != null) {
                front.show(TlsContexts.of(options.identity(), options.http3()));
            }
            Bound bound = bind();
            this.tcp = bound.tcp();
            this.udp = bound.udp();
        } catch (IOException e) {
            front.stopTicks();
            throw e;
        }
        if (udp != null) {
            front.advertise(address().getPort());
        }
    }

    /**
     * Binds the port and begins to serve. Without QUIC's native library the server warns and serves
     * TCP alone.
     *
     * @throws IOException when the port cannot be had or the certificate cannot be used
     */
    public static HttpServer start(
            ServerOptions options, IoThreads threads, ExchangeHandler handler) throws IOException {
        return new HttpServer(options, threads, handler);
    }

    private static ChannelGroup group() {
        return new DefaultChannelGroup("edge", GlobalEventExecutor.INSTANCE, true);
    }

    /**
     * With port 0 the system picks a TCP port whose UDP twin may be taken: then another is tried.
     */
    private Bound bind() throws IOException {
        for (int attempt = 1; ; attempt++) {
            Channel listener = bindTcp();
            if (!wantsHttp3()) {
                return new Bound(listener, null);
            }
            try {
                QuicListener quic = new QuicListener(front, threads, quicConnections);
                return new Bound(listener, quic.bind((InetSocketAddress) listener.localAddress()));
            } catch (IOException e) {
                listener.close().awaitUninterruptibly();
                if (options.address().getPort() != 0 || attempt == BIND_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private boolean wantsHttp3() {
        if (!options.http3() || options.identity() == null) {
            return false;
        }
        if (!Quic.isAvailable()) {
            LOG.warn(
                    "HTTP/3 is off: the native QUIC library does not load here",
                    Quic.unavailabilityCause());
        }
        return Quic.isAvailable();
    }

    private Channel bindTcp() throws IOException {
        Protocols protocols = new Protocols(front);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(threads.group())
                        .channel(threads.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        accept(channel, protocols);
                                    }
                                })
                        .bind(options.address())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + options.address(), bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel, Protocols protocols) {
        if (front.draining() || tcpConnections.size() >= front.limits.connections()) {
            front.counters.refuse(Refusal.CONNECTION_LIMIT);
            Outcome.ignored(channel.close());
            return;
        }
        tcpConnections.add(channel);
        channel.pipeline()
                .addLast(
                        new TcpGuard(front, channel),
                        new PortUnification(front, protocols, channel));
    }

    /** The bound address; its port is the one of TCP and of UDP. */
    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.localAddress();
    }

    /** Whether HTTP/3 is served. */
    public boolean servesHttp3() {
        return udp != null;
    }

    /** What the server counts. */
    public ServerCounters counters() {
        return front.counters;
    }

    /**
     * Shows another certificate to connections from now on; those that are open keep theirs.
     *
     * @throws IOException when the certificate cannot be used; then the old one stays
     */
    public void replaceCertificate(ServerCertificate shown) throws IOException {
        Check.argument(front.tls() != null, "a plaintext server has no certificate to replace");
        front.show(TlsContexts.of(shown, options.http3()));
    }

    /**
     * Takes no new connection and no new request, and waits for those that are under way. What is
     * left after the deadline is for {@link #close}.
     *
     * @return whether all of them came to their end in time
     */
    public boolean drain(Duration deadline) {
        long endNanos = System.nanoTime() + deadline.toNanos();
        front.startDraining();
        tcp.close().awaitUninterruptibly();
        tcpConnections.forEach(HttpServer::announceDrain);
        quicConnections.forEach(HttpServer::announceDrain);
        return awaitClosed(tcpConnections, endNanos) && awaitClosed(quicConnections, endNanos);
    }

    private static void announceDrain(Channel channel) {
        channel.pipeline().fireUserEventTriggered(Drain.EVENT);
    }

    private static boolean awaitClosed(ChannelGroup connections, long endNanos) {
        long leftMillis = Math.max(0, (endNanos - System.nanoTime()) / 1_000_000);
        return connections.newCloseFuture().awaitUninterruptibly(leftMillis);
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        front.startDraining();
        tcp.close().awaitUninterruptibly();
        tcpConnections.forEach(HttpServer::closeNow);
        tcpConnections.newCloseFuture().awaitUninterruptibly();
        quicConnections.close().awaitUninterruptibly();
        if (udp != null) {
            udp.close().awaitUninterruptibly();
        }
        front.stopTicks();
    }

    /** From the first handler on nothing delays the close, neither GOAWAY nor close_notify. */
    private static void closeNow(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        Outcome.ignored(first == null ? channel.close() : first.close());
    }
}
