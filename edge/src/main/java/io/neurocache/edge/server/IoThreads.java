package io.neurocache.edge.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.neurocache.slab.Check;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops of the edge, shared by its servers and its clients. Safe from any thread; the
 * loops are named {@code edge-io-0}, {@code edge-io-1} and so on.
 */
public final class IoThreads implements AutoCloseable {
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSE_TIMEOUT_MILLIS = 5_000;

    private final boolean epoll;
    private final EventLoopGroup group;

    private IoThreads(boolean epoll, int count) {
        this.epoll = epoll;
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(count, threadFactory(), factory);
    }

    /** Which system interface carries the bytes. */
    public enum Transport {
        /** Epoll where its native library loads, otherwise NIO. */
        BEST,
        /** The JDK's selectors, everywhere. */
        NIO
    }

    /**
     * Starts loops.
     *
     * @param count number of threads, at least 1
     */
    public static IoThreads start(Transport transport, int count) {
        Check.argument(count >= 1, "at least one event loop is needed");
        return new IoThreads(transport == Transport.BEST && Epoll.isAvailable(), count);
    }

    /** One loop for each processor, on the best transport. */
    public static IoThreads start() {
        return start(Transport.BEST, Runtime.getRuntime().availableProcessors());
    }

    private static ThreadFactory threadFactory() {
        AtomicInteger next = new AtomicInteger();
        return task -> new FastThreadLocalThread(task, "edge-io-" + next.getAndIncrement());
    }

    /** The loops. */
    public EventLoopGroup group() {
        return group;
    }

    /** Whether the loops run on epoll. */
    public boolean epoll() {
        return epoll;
    }

    /** The listening TCP channel that fits the loops. */
    public Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** The connecting TCP channel that fits the loops. */
    public Class<? extends SocketChannel> clientChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The UDP channel that fits the loops. */
    public Class<? extends DatagramChannel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    /** Stops the loops and waits for them, at most five seconds; not from one of them. */
    @Override
    public void close() {
        group.shutdownGracefully(QUIET_MILLIS, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
    }
}
