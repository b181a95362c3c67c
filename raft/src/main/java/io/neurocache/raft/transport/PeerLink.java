package io.neurocache.raft.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.Message;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.PeerReader;
import io.neurocache.raft.wire.PeerWriter;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.WireException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection on which this server speaks to another one. What the other says comes on a
 * connection of its own making, or back on this one while it does not know where this server is.
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
    private final PortPipelines pipelines;
    private final RandomGenerator random;
    private final PeerFrame.Hello hello;
    private final Listener listener;
    private final ByteSink sink = new ByteSink();
    private String host = "";
    private int port;
    private @Nullable FrameConnection connection;
    private @Nullable Channel connecting;
    private @Nullable Future<?> nextTry;
    private long waitMillis = FIRST_WAIT_MILLIS;
    private boolean isResolving;
    private boolean isClosed;
    private boolean complained;
    private boolean distrusted;

    /** Hears what comes back on the connections that this server made. Event loop only. */
    public interface Listener {
        /** A message of the server that the link goes to. */
        void received(Message message);

        /** That server asks something. */
        void asked(int from, PeerFrame.Ask question);

        /** That server answers what it was asked. */
        void answered(Reply reply);

        /** The other server says something that consensus has nothing to do with. */
        void aside(int from, Bytes body);

        /** Something was thrown that the network is not to blame for. */
        void crashed(Throwable cause);
    }

    /**
     * A link that does not know yet where to go.
     *
     * @param bootstrap knows the loop's kind of channel
     * @param hello what this server says first
     * @param listener hears what the other side answers
     */
    public PeerLink(
            Bootstrap bootstrap,
            EventLoop loop,
            PortPipelines pipelines,
            RandomGenerator random,
            PeerFrame.Hello hello,
            Listener listener) {
        this.bootstrap = bootstrap.clone(loop);
        this.loop = loop;
        this.pipelines = pipelines;
        this.random = random;
        this.hello = hello;
        this.listener = listener;
        prepare();
    }

    /** Connects to this address, or moves on to it; does nothing where it is the same. */
    public void reach(String newHost, int newPort) {
        if (host.equals(newHost) && port == newPort) {
            return;
        }
        boolean isFirst = host.isEmpty();
        host = newHost;
        port = newPort;
        if (isFirst) {
            resolve();
        } else {
            closeOpen();
        }
    }

    /** A name may take seconds to look up, and the look-up cannot be done without waiting. */
    private void resolve() {
        nextTry = null;
        if (isClosed) {
            return;
        }
        isResolving = true;
        String name = host;
        int to = port;
        var _ =
                Thread.ofVirtual()
                        .name("raft-resolve-", 0)
                        .start(() -> {
                            InetSocketAddress address = new InetSocketAddress(name, to);
                            later(() -> resolved(address));
                        });
    }

    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("n{} ends, and n{} is not reached any more", hello.from(), hello.to());
        }
    }

    private void resolved(InetSocketAddress address) {
        isResolving = false;
        if (isClosed) {
            return;
        }
        if (address.isUnresolved()) {
            cannotReach("no such host");
            return;
        }
        ChannelFuture attempt = bootstrap.connect(address);
        connecting = attempt.channel();
        var _ = attempt.addListener(done -> connected(done));
    }

    private void prepare() {
        bootstrap
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                pipelines.calling(
                                        channel,
                                        host,
                                        port,
                                        new Receiver(),
                                        PeerLink.this::distrusted);
                            }
                        });
    }

    private void connected(Future<?> attempt) {
        if (!attempt.isSuccess()) {
            connecting = null;
            cannotReach(String.valueOf(attempt.cause().getMessage()));
        }
    }

    private void distrusted(String reason) {
        complain("n{} and n{} at {}:{} do not trust each other: {}", reason);
    }

    /** Once for each stretch without a connection: it is tried again for ever. */
    private void complain(String format, String reason) {
        if (!distrusted) {
            distrusted = true;
            log.warn(format, hello.from(), hello.to(), host, port, reason);
        }
    }

    private void cannotReach(String reason) {
        if (!complained) {
            complained = true;
            log.debug(
                    "n{} cannot reach n{} at {}:{}: {}",
                    hello.from(),
                    hello.to(),
                    host,
                    port,
                    reason);
        }
        tryLater();
    }

    private void tryLater() {
        if (isClosed || isResolving || nextTry != null || connecting != null) {
            return;
        }
        long wait = waitMillis / 2 + random.nextLong(waitMillis);
        waitMillis = Math.min(2 * waitMillis, LONGEST_WAIT_MILLIS);
        nextTry = loop.schedule(this::resolve, wait, TimeUnit.MILLISECONDS);
    }

    /** Whether the other side can be spoken to here. */
    public boolean isOpen() {
        return connection != null;
    }

    /** Gathers a frame, or drops it. */
    public void send(PeerFrame frame) {
        FrameConnection open = connection;
        if (open == null || open.pendingBytes() > MAX_PENDING_BYTES) {
            return;
        }
        log.trace("n{} sends {}", hello.from(), frame);
        sink.reset();
        PeerWriter.write(frame, sink);
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
        closeOpen();
    }

    private void closeOpen() {
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
            distrusted = false;
            if (isClosed) {
                opened.close();
                return;
            }
            sink.reset();
            PeerWriter.write(hello, sink);
            opened.write(sink);
            opened.flush();
            log.debug("n{} reached n{} at {}:{}", hello.from(), hello.to(), host, port);
        }

        @Override
        public void frame(byte[] bytes, int offset, int length) {
            try {
                if (!PeerReader.isPeer(bytes, offset, length)
                        && AuthFrames.readAnswer(bytes, offset, length)
                                instanceof AuthFrame.Refused(var code, String message)) {
                    refused(code, message);
                    return;
                }
                switch (PeerReader.read(bytes, offset, length)) {
                    case PeerFrame.Refused(var code, String message) -> refused(code, message);
                    case PeerFrame.Hello _ -> waitMillis = FIRST_WAIT_MILLIS;
                    case PeerFrame.Ask question -> listener.asked(hello.to(), question);
                    case PeerFrame.Answer(Reply reply) -> listener.answered(reply);
                    case PeerFrame.Aside(Bytes body) -> listener.aside(hello.to(), body);
                    case PeerFrame.Rpc(Message message) -> {
                        if (message.from() == hello.to()) {
                            listener.received(message);
                        }
                    }
                }
            } catch (WireException e) {
                malformed(e);
            }
        }

        private void refused(ErrorCode code, String message) {
            log.warn(
                    "n{} is refused by n{} at {}:{}: {} ({})",
                    hello.from(),
                    hello.to(),
                    host,
                    port,
                    message,
                    code.text());
        }

        @Override
        public void crashed(Throwable cause) {
            listener.crashed(cause);
        }

        @Override
        public void malformed(WireException malformed) {
            complain("n{} hears no n{} at {}:{}: {}", malformed.getMessage());
            FrameConnection open = connection;
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void closed() {
            connection = null;
            // One that never opened was still being made.
            connecting = null;
            tryLater();
        }
    }
}
