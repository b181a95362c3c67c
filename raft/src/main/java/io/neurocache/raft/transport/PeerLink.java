package io.neurocache.raft.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.neurocache.raft.Message;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.PeerReader;
import io.neurocache.raft.wire.PeerWriter;
import io.neurocache.raft.wire.WireException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection on which this server speaks to another one; what the other says comes on a
 * connection of its own making.
 *
 * <p>It connects by itself, again and again with growing waits. While it is not there, or the other
 * side takes too little, messages are dropped: Raft sends again what matters.
 *
 * <p>Event loop only.
 */
public final class PeerLink {
    private static final Logger log = LoggerFactory.getLogger(PeerLink.class);
    private static final int CONNECT_MILLIS = 1000;
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final long LONGEST_WAIT_MILLIS = 1000;

    /** What may wait for one peer's socket: beyond it messages are dropped. */
    private static final long MAX_PENDING_BYTES = 64L << 20;

    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final FrameConnection.ReadBuffer shared;
    private final RandomGenerator random;
    private final PeerFrame.Hello hello;
    private final ByteSink sink = new ByteSink();
    private String host;
    private int port;
    private @Nullable FrameConnection connection;
    private @Nullable Channel connecting;
    private @Nullable Future<?> nextTry;
    private long waitMillis = FIRST_WAIT_MILLIS;
    private boolean isClosed;
    private boolean complained;

    /**
     * Begins to connect.
     *
     * @param bootstrap knows the loop's kind of channel
     * @param hello what this server says first
     */
    public PeerLink(
            Bootstrap bootstrap,
            EventLoop loop,
            FrameConnection.ReadBuffer shared,
            RandomGenerator random,
            PeerFrame.Hello hello,
            String host,
            int port) {
        this.bootstrap = bootstrap.clone();
        this.loop = loop;
        this.shared = shared;
        this.random = random;
        this.hello = hello;
        this.host = host;
        this.port = port;
        connect();
    }

    /** Moves on to another address; does nothing where it is the same. */
    public void moveTo(String newHost, int newPort) {
        if (!host.equals(newHost) || port != newPort) {
            host = newHost;
            port = newPort;
            FrameConnection old = connection;
            if (old != null) {
                old.close();
            }
        }
    }

    private void connect() {
        nextTry = null;
        if (isClosed) {
            return;
        }
        bootstrap
                .group(loop)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(new FrameConnection(new Receiver(), shared));
                            }
                        });
        ChannelFuture attempt = bootstrap.connect(new InetSocketAddress(host, port));
        connecting = attempt.channel();
        var _ = attempt.addListener(done -> connected(done));
    }

    private void connected(Future<?> attempt) {
        if (attempt.isSuccess()) {
            return;
        }
        if (!complained) {
            complained = true;
            log.debug(
                    "n{} cannot reach n{} at {}:{}: {}",
                    hello.from(),
                    hello.to(),
                    host,
                    port,
                    attempt.cause().getMessage());
        }
        tryLater();
    }

    private void tryLater() {
        connecting = null;
        if (isClosed || nextTry != null) {
            return;
        }
        long wait = waitMillis / 2 + random.nextLong(waitMillis);
        waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
        nextTry = loop.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
    }

    /** Gathers a message, or drops it. */
    public void send(Message message) {
        FrameConnection open = connection;
        if (open == null || open.pendingBytes() > MAX_PENDING_BYTES) {
            return;
        }
        log.trace("n{} sends {}", hello.from(), message);
        sink.reset();
        PeerWriter.write(new PeerFrame.Rpc(message), sink);
        open.write(sink);
    }

    /** Sends what was gathered. */
    public void flush() {
        FrameConnection open = connection;
        if (open != null) {
            open.flush();
        }
    }

    /** Ends the connection and connects no more. */
    public void close() {
        isClosed = true;
        Future<?> waiting = nextTry;
        if (waiting != null) {
            waiting.cancel(false);
        }
        FrameConnection open = connection;
        Channel trying = connecting;
        if (open != null) {
            open.close();
        } else if (trying != null) {
            var _ = trying.close();
        }
    }

    private final class Receiver implements FrameReceiver {
        @Override
        public void opened(FrameConnection opened) {
            connection = opened;
            connecting = null;
            complained = false;
            sink.reset();
            PeerWriter.write(hello, sink);
            opened.write(sink);
            opened.flush();
            log.debug("n{} reached n{} at {}:{}", hello.from(), hello.to(), host, port);
        }

        @Override
        public void frame(byte[] bytes, int offset, int length) {
            try {
                if (PeerReader.read(bytes, offset, length)
                        instanceof PeerFrame.Refused(var code, String message)) {
                    log.warn(
                            "n{} is refused by n{} at {}:{}: {} ({})",
                            hello.from(),
                            hello.to(),
                            host,
                            port,
                            message,
                            code.text());
                } else {
                    waitMillis = FIRST_WAIT_MILLIS;
                }
            } catch (WireException e) {
                malformed(e);
            }
        }

        @Override
        public void malformed(WireException malformed) {
            log.warn(
                    "n{} hears no server at {}:{}: {}",
                    hello.from(),
                    host,
                    port,
                    malformed.getMessage());
            FrameConnection open = connection;
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void closed() {
            connection = null;
            tryLater();
        }
    }
}
