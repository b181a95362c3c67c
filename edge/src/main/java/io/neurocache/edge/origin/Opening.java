package io.neurocache.edge.origin;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.neurocache.edge.OriginAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one connection: name, TCP, TLS, all within one deadline. Event loop only.
 *
 * <p>The IP addresses of a name are tried one after the other, each with its share of what is left
 * of the deadline: {@code localhost} is often two addresses of which one listens, and a host with a
 * broken IPv6 route must not eat the whole time.
 */
final class Opening {
    private static final long MIN_SHARE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LoopPool pool;
    private final AddressPool owner;
    private final OriginAddress address;
    private final Call call;
    private final long deadlineNanos;

    private List<InetAddress> candidates = List.of();
    private int tried;
    private boolean over;
    private @Nullable Future<?> timer;
    private @Nullable Channel channel;

    Opening(LoopPool pool, AddressPool owner, Call call) {
        this.pool = pool;
        this.owner = owner;
        this.address = owner.address();
        this.call = call;
        this.deadlineNanos = System.nanoTime() + call.connectNanos();
    }

    void start() {
        timer = pool.loop().schedule(this::late, call.connectNanos(), TimeUnit.NANOSECONDS);
        pool.shared().names().resolve(address.host(), pool.loop(), this::resolved);
    }

    /** Gives the opening up without a word to anybody. */
    void cancel() {
        finish();
        if (channel != null) {
            var _ = channel.close();
        }
    }

    private void late() {
        fail("no connection within " + call.connectNanos() / 1_000_000 + " ms");
    }

    private void resolved(Names.Answer answer) {
        if (over) {
            return;
        }
        switch (answer) {
            case Names.Unknown(String reason) -> fail(reason);
            case Names.Known(List<InetAddress> found) -> {
                candidates = found;
                connect();
            }
        }
    }

    private void connect() {
        InetAddress target = candidates.get(tried);
        long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
        long shareNanos = Math.max(MIN_SHARE_NANOS, leftNanos / (candidates.size() - tried));
        tried++;
        Connector connector = new Connector();
        io.netty.channel.ChannelFuture connecting =
                new Bootstrap()
                        .group(pool.loop())
                        .channelFactory(pool.shared().sockets())
                        .disableResolver()
                        .option(ChannelOption.TCP_NODELAY, true)
                        // An answer may wait behind a write that failed.
                        .option(ChannelOption.AUTO_CLOSE, false)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) Math.min(Integer.MAX_VALUE, shareNanos / 1_000_000))
                        .handler(connector)
                        .connect(new InetSocketAddress(target, address.port()));
        channel = connecting.channel();
        connecting.addListener(done -> connected(connector, done));
    }

    private void connected(
            Connector connector, io.netty.util.concurrent.Future<? super Void> done) {
        Connection connection = connector.connection;
        if (over) {
            return;
        }
        if (!done.isSuccess() || connection == null) {
            next(reason(done.cause()));
            return;
        }
        pool.shared().names().worked(address.host(), candidates.get(tried - 1));
        if (connector.tls == null) {
            succeed(connection);
        } else {
            connector.tls.handshakeFuture().addListener(shaken -> secured(connection, shaken));
        }
    }

    /** A failed handshake is final: another IP address of the name has the same certificate. */
    private void secured(
            Connection connection, io.netty.util.concurrent.Future<? super Channel> shaken) {
        if (over) {
            return;
        }
        if (shaken.isSuccess()) {
            succeed(connection);
        } else {
            fail("TLS: " + reason(shaken.cause()));
        }
    }

    private void next(String reason) {
        if (tried < candidates.size()) {
            connect();
        } else {
            fail(reason);
        }
    }

    private void succeed(Connection connection) {
        finish();
        owner.opened(call, connection);
    }

    private void fail(String reason) {
        if (!over) {
            cancel();
            owner.notOpened(call, reason);
        }
    }

    private void finish() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The innermost cause says what happened: the outer ones say that a handshake failed. */
    private static String reason(@Nullable Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; depth < 8 && cause != null && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return cause == null ? "no connection" : String.valueOf(cause.getMessage());
    }

    /** Fills the pipeline of a channel; the first handler to see it. */
    private final class Connector extends ChannelInitializer<Channel> {
        private @Nullable Connection connection;
        private @Nullable SslHandler tls;

        @Override
        protected void initChannel(Channel made) {
            ChannelPipeline pipeline = made.pipeline();
            if (address.tls()) {
                tls = pool.shared().tls().handler(made.alloc(), address);
                tls.setHandshakeTimeout(call.connectNanos(), TimeUnit.NANOSECONDS);
                pipeline.addLast(tls);
            }
            connection = new Connection(owner, made);
            pipeline.addLast(connection.decoder(), connection);
        }
    }
}
