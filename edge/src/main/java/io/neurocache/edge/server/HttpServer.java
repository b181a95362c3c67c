package io.neurocache.edge.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.neurocache.edge.exchange.ExchangeHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The edge's server: accepts connections on one port number and gives each request to a handler.
 * Safe from any thread but the event loops, where {@link #drain} and {@link #close} would wait for
 * themselves.
 */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 256 << 10);

    private final Front front;
    private final ChannelGroup connections =
            new DefaultChannelGroup("edge", GlobalEventExecutor.INSTANCE, true);
    private final Channel listener;

    private HttpServer(ServerOptions options, IoThreads threads, ExchangeHandler handler)
            throws IOException {
        this.front = new Front(options, threads, handler);
        this.listener = bind(threads, options.address());
    }

    /**
     * Binds the port and begins to serve.
     *
     * @throws IOException when the port cannot be had
     */
    public static HttpServer start(
            ServerOptions options, IoThreads threads, ExchangeHandler handler) throws IOException {
        return new HttpServer(options, threads, handler);
    }

    private Channel bind(IoThreads threads, InetSocketAddress address) throws IOException {
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
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            front.stopTicks();
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        return bound.channel();
    }

    private void accept(Channel channel, Protocols protocols) {
        if (connections.size() >= front.limits.connections()) {
            front.counters.refuse(Refusal.CONNECTION_LIMIT);
            Outcome.ignored(channel.close());
            return;
        }
        connections.add(channel);
        channel.pipeline()
                .addLast(
                        new TcpGuard(front, channel),
                        new PortUnification(front, protocols, channel));
    }

    /** The bound address; its port is the one of TCP and of UDP. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** What the server counts. */
    public ServerCounters counters() {
        return front.counters;
    }

    /**
     * Takes no new connection and no new request, and waits for those that are under way.
     *
     * @return whether all of them came to their end in time
     */
    public boolean drain(Duration deadline) {
        front.startDraining();
        listener.close().awaitUninterruptibly();
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(Drain.EVENT));
        return connections.newCloseFuture().awaitUninterruptibly(deadline.toMillis());
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        front.stopTicks();
    }
}
