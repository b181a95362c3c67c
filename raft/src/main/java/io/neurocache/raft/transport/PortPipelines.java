package io.neurocache.raft.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.neurocache.raft.auth.ClusterTls;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.auth.SharedSecret;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * Puts a connection together: TLS where it is asked for, then the secret's handshake, then frames.
 * Until all of it is done a connection counts as half open, and its receiver knows nothing of it.
 *
 * <p>The arithmetic of a TLS handshake is done on another thread, so that strangers do not hold up
 * the loop. Event loop only.
 */
public final class PortPipelines {
    private final Supplier<PortSecurity> security;
    private final LoopBuffers buffers;
    private final HalfOpen called;
    private final HalfOpen calling;
    private final Executor handshakes;

    /**
     * Pipelines for one loop.
     *
     * @param security asked anew for each connection
     * @param called bounds the connections that others make
     * @param handshakes where the arithmetic of TLS is done
     */
    public PortPipelines(
            Supplier<PortSecurity> security,
            LoopBuffers buffers,
            HalfOpen called,
            Executor handshakes) {
        this.security = security;
        this.buffers = buffers;
        this.called = called;
        this.calling = new HalfOpen();
        this.handshakes = handshakes;
    }

    /** A connection that somebody made to us. */
    public void called(Channel channel, FrameReceiver receiver) {
        PortSecurity needed = security.get();
        ClusterTls tls = needed.tls();
        SharedSecret secret = needed.secret();
        if (!needed.isNone()) {
            called.begin(channel);
        }
        Runnable proven = () -> called.proven(channel);
        if (tls != null) {
            Runnable next = secret == null ? proven : () -> {};
            tls(channel.pipeline(), tls.called(), new TlsGate(_ -> {}, next));
        }
        FrameReceiver first = secret == null ? receiver : new CalledGate(secret, receiver, proven);
        channel.pipeline().addLast(new FrameConnection(first, buffers));
    }

    /**
     * A connection that we make.
     *
     * @param failed hears why TLS came to nothing; the receiver hears that the connection closed
     */
    void calling(
            Channel channel,
            String host,
            int port,
            FrameReceiver receiver,
            Consumer<String> failed) {
        PortSecurity needed = security.get();
        ClusterTls tls = needed.tls();
        SharedSecret secret = needed.secret();
        if (!needed.isNone()) {
            calling.begin(channel);
        }
        Runnable proven = () -> calling.proven(channel);
        if (tls != null) {
            Runnable next = secret == null ? proven : () -> {};
            tls(channel.pipeline(), tls.calling(host, port), new TlsGate(failed, next));
        }
        FrameReceiver first = secret == null ? receiver : new CallerGate(secret, receiver, proven);
        channel.pipeline().addLast(new FrameConnection(first, buffers));
    }

    private void tls(ChannelPipeline pipeline, SSLEngine engine, TlsGate gate) {
        SslHandler handler = new SslHandler(engine, handshakes);
        handler.setHandshakeTimeoutMillis(HalfOpen.HANDSHAKE_MILLIS);
        pipeline.addLast(handler, gate);
    }

    /** Whether the other end may be a server, by its certificate; without TLS anyone may. */
    static boolean mayBeServer(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null || ClusterTls.isServer(tls.engine().getSession());
    }
}
