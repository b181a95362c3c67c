package io.neurocache.edge.origin;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;

/**
 * A pool on event loops of its own, whose buffers are counted: {@link #close} fails when one is not
 * released. Safe from any thread.
 */
final class OriginRig implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;
    private static final boolean EPOLL = Epoll.isAvailable();

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final EventLoopGroup group;
    private final OriginPool pool;

    private OriginRig(OriginOptions options, boolean epoll) {
        group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        try {
            pool = new OriginPool(group, epoll ? this::epollSocket : this::nioSocket, options);
            pool.prepareTls();
        } catch (SSLException failed) {
            throw new AssertionError(failed);
        }
    }

    static OriginRig usual() {
        return new OriginRig(OriginOptions.defaults(), EPOLL);
    }

    static OriginRig with(OriginOptions options) {
        return new OriginRig(options, EPOLL);
    }

    static OriginRig nio() {
        return new OriginRig(OriginOptions.defaults(), false);
    }

    static RequestHead get(String target) {
        return request("GET", target);
    }

    static RequestHead request(String method, String target, String... fields) {
        return new RequestHead(method, "http", "site.example", target, Fields.of(fields));
    }

    /** A group with short deadlines. */
    static OriginGroup impatient(OriginAddress... addresses) {
        return new OriginGroup(
                List.of(addresses), Duration.ofSeconds(1), Duration.ofMillis(400), "");
    }

    OriginPool pool() {
        return pool;
    }

    OriginCounters counters() {
        return pool.counters();
    }

    /** Bytes in buffers that nobody has released yet. */
    long usedBytes() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    EventLoop loop() {
        return group.next();
    }

    /** A call that is not made yet. */
    RecordedCall call(OriginGroup to) {
        return new RecordedCall(loop(), pool, to);
    }

    /** Sends a request without a body. */
    RecordedCall send(OriginGroup to, RequestHead head) {
        return call(to).send(head, 0);
    }

    /** Sends a request whose body the test will give. */
    RecordedCall send(OriginGroup to, RequestHead head, long bodyLength) {
        return call(to).send(head, bodyLength);
    }

    /** Sends a GET to an origin and waits for the end of the answer. */
    RecordedCall get(OriginAddress from, String target) {
        return send(OriginGroup.of(from), get(target)).await();
    }

    /** Waits until something is so; fails with this text when it does not become so. */
    static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Override
    public void close() {
        pool.close();
        group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        if (usedBytes() != 0) {
            throw new AssertionError("buffers not released: " + allocator.metric());
        }
    }

    private SocketChannel epollSocket() {
        EpollSocketChannel socket = new EpollSocketChannel();
        socket.config().setAllocator(allocator);
        return socket;
    }

    private SocketChannel nioSocket() {
        NioSocketChannel socket = new NioSocketChannel();
        socket.config().setAllocator(allocator);
        return socket;
    }
}
