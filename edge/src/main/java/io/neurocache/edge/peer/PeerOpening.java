package io.neurocache.edge.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.util.concurrent.Future;
import io.neurocache.edge.origin.Names;
import io.neurocache.edge.origin.OriginFailure.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one connection: name, socket, QUIC with its handshake, all within one deadline.
 * Event loop only.
 *
 * <p>The IP addresses of a name are tried one after the other. One where nobody listens is left at
 * once; one that is mute uses up the deadline.
 */
final class PeerOpening {
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    private static final int MAX_SENT_PACKET_BYTES = 1350;
    private static final int MAX_RECEIVED_PACKET_BYTES = 1500;

    /**
     * What all responses of a connection may have under way or unread. A paused call keeps its
     * share of it from the others until it goes on, so it is many times a stream's.
     */
    private static final int CONNECTION_WINDOW_BYTES = 8 << 20;

    private static final int STREAM_WINDOW_BYTES = 256 << 10;
    private static final int CONTROL_STREAM_WINDOW_BYTES = 16 << 10;
    private static final int CONTROL_STREAMS = 8;

    private final PeerLink link;
    private final PeerLoop pool;
    private final long connectNanos;

    private List<InetAddress> candidates = List.of();
    private int tried;
    private boolean over;
    private PeerTrust.@Nullable Handshake handshake;
    private @Nullable Channel socket;
    private java.util.concurrent.@Nullable Future<?> timer;

    PeerOpening(PeerLink link) {
        this.link = link;
        this.pool = link.pool();
        this.connectNanos = pool.options().times().connect().toNanos();
    }

    void start() {
        timer = pool.loop().schedule(this::late, connectNanos, TimeUnit.NANOSECONDS);
        // A task of its own: a name that is known is told at once, and nobody waits here yet.
        pool.loop().execute(this::resolve);
    }

    private void resolve() {
        if (pool.shared().trust() == null) {
            fail(Kind.UNREACHABLE, "the QUIC library does not load here");
        } else if (!over) {
            pool.shared().names().resolve(link.peer().host(), pool.loop(), this::resolved);
        }
    }

    /** Gives the opening up. */
    void cancel() {
        fail(Kind.UNREACHABLE, "the pool is closed to this peer");
    }

    private void late() {
        fail(Kind.UNREACHABLE, "no connection within " + connectNanos / 1_000_000 + " ms");
    }

    private void resolved(Names.Answer answer) {
        if (over) {
            return;
        }
        switch (answer) {
            case Names.Unknown(String reason) -> fail(Kind.UNREACHABLE, reason);
            case Names.Known(List<InetAddress> found) -> {
                candidates = found;
                connectNext();
            }
        }
    }

    private void connectNext() {
        InetAddress target = candidates.get(tried);
        tried++;
        PeerTrust.Handshake begun = new PeerTrust.Handshake(link.peer().accepted());
        handshake = begun;
        PeerDatagrams datagrams = new PeerDatagrams();
        ChannelFuture bound =
                new Bootstrap()
                        .group(pool.loop())
                        .channelFactory(pool.shared().sockets())
                        .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        datagrams,
                                                        codec(begun).build(),
                                                        datagrams.failures());
                                    }
                                })
                        .connect(new InetSocketAddress(target, link.peer().port()));
        socket = bound.channel();
        bound.addListener(done -> bound(bound.channel(), datagrams, begun, done));
    }

    private QuicClientCodecBuilder codec(PeerTrust.Handshake begun) {
        PeerTrust trust = pool.shared().trust();
        if (trust == null) {
            throw new IllegalStateException("an opening without QUIC ends before this");
        }
        PeerOptions.Times times = pool.options().times();
        long idleMillis = Math.max(times.idle().toMillis(), times.stall().toMillis());
        return Http3.newQuicClientCodecBuilder()
                .sslEngineProvider(channel -> trust.begin(channel.alloc(), begun))
                // Later than the deadlines of ours, which say more of what went wrong.
                .maxIdleTimeout(2 * idleMillis, TimeUnit.MILLISECONDS)
                .initialMaxData(CONNECTION_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW_BYTES)
                .initialMaxStreamDataBidirectionalRemote(0)
                .initialMaxStreamDataUnidirectional(CONTROL_STREAM_WINDOW_BYTES)
                .initialMaxStreamsBidirectional(0)
                .initialMaxStreamsUnidirectional(CONTROL_STREAMS)
                .maxSendUdpPayloadSize(MAX_SENT_PACKET_BYTES)
                .maxRecvUdpPayloadSize(MAX_RECEIVED_PACKET_BYTES)
                .activeMigration(false);
    }

    private void bound(
            Channel opened,
            PeerDatagrams datagrams,
            PeerTrust.Handshake begun,
            Future<? super Void> done) {
        if (over) {
            return;
        }
        if (!done.isSuccess()) {
            next(begun, "no UDP socket: " + done.cause());
            return;
        }
        datagrams.onNobodyThere(() -> next(begun, "nobody listens there"));
        if (over || handshake != begun) {
            return;
        }
        PeerConnection connection = new PeerConnection(link, datagrams);
        QuicChannel.newBootstrap(opened)
                .handler(
                        new ChannelInitializer<QuicChannel>() {
                            @Override
                            protected void initChannel(QuicChannel channel) {
                                connection.addTo(channel);
                            }
                        })
                // Ours is the deadline.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .connect()
                .addListener((Future<QuicChannel> shaken) ->
                        connected(connection, opened, begun, shaken));
    }

    private void connected(
            PeerConnection connection,
            Channel opened,
            PeerTrust.Handshake begun,
            Future<QuicChannel> shaken) {
        if (over || handshake != begun) {
            return;
        }
        if (shaken.isSuccess()) {
            finish();
            connection.opened(shaken.getNow(), opened);
            link.opened(connection);
            return;
        }
        String refusal = begun.refusal();
        if (refusal != null) {
            // Final: another IP address of the name would be the same peer.
            fail(Kind.UNTRUSTED, "TLS: " + refusal);
        } else {
            next(begun, "no QUIC connection: " + shaken.cause());
        }
    }

    private void next(PeerTrust.Handshake ended, String reason) {
        if (over || handshake != ended) {
            return;
        }
        if (tried < candidates.size()) {
            drop();
            connectNext();
        } else {
            fail(Kind.UNREACHABLE, reason);
        }
    }

    private void fail(Kind kind, String reason) {
        if (!over) {
            drop();
            finish();
            link.notOpened(kind, reason);
        }
    }

    /** Lets go of the address being tried; closing the socket ends QUIC on it. */
    private void drop() {
        forgetHandshake();
        Channel opened = socket;
        if (opened != null) {
            socket = null;
            var _ = opened.close();
        }
    }

    private void finish() {
        over = true;
        forgetHandshake();
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void forgetHandshake() {
        PeerTrust.Handshake begun = handshake;
        PeerTrust trust = pool.shared().trust();
        handshake = null;
        if (begun != null && trust != null) {
            trust.over(begun);
        }
    }
}
