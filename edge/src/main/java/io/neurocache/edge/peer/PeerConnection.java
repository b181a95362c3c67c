package io.neurocache.edge.peer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.DefaultHttp3UnknownFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3GoAwayFrame;
import io.netty.handler.codec.http3.Http3Settings;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamLimitChangedEvent;
import io.netty.handler.codec.quic.QuicStreamType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open HTTP/3 connection to a peer and the calls on it. Event loop only.
 *
 * <pre>
 *   from     to       cause
 *   OPEN     LEAVING  GOAWAY, too many broken streams, or the pool is closed to the peer
 *   OPEN     CLOSED   unused for its idle time
 *   LEAVING  CLOSED   the last call has ended
 *   any      CLOSED   the transport failed, or the peer is mute or gone
 * </pre>
 *
 * <p>A peer that was killed sends no farewell, and one that was started again drops the packets of
 * connections it does not know without a word. While a call waits, a silent connection is therefore
 * asked for a sign of life, and given up when nothing at all comes back: an acknowledgement takes
 * QUIC some 25 ms, however long the response takes.
 */
final class PeerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private static final int MAX_FIELD_SECTION_BYTES = 64 << 10;

    /**
     * Netty 4.2.18 keeps the entry of a stream that ended without FIN until its connection ends, so
     * a connection is given up after so many of them.
     */
    private static final int MAX_BROKEN_STREAMS = 256;

    private static final long RESERVED_TYPE = 0x1f + 0x21;

    private final PeerLink link;
    private final PeerDatagrams datagrams;
    private final Set<PeerStream> streams = new LinkedHashSet<>();

    private @Nullable QuicChannel channel;
    private boolean leaving;
    private boolean closed;
    private int brokenStreams;
    private long idleSinceNanos = System.nanoTime();
    private @Nullable Future<?> idleTimer;
    private @Nullable Future<?> muteTimer;

    PeerConnection(PeerLink link, PeerDatagrams datagrams) {
        this.link = link;
        this.datagrams = datagrams;
    }

    /** Sets the handlers of a channel that is about to connect. */
    void addTo(QuicChannel connecting) {
        connecting
                .pipeline()
                .addLast(
                        this,
                        new Http3ClientConnectionHandler(
                                new Control(),
                                null,
                                null,
                                new DefaultHttp3SettingsFrame(
                                        new Http3Settings()
                                                .maxFieldSectionSize(MAX_FIELD_SECTION_BYTES)
                                                .qpackMaxTableCapacity(0)
                                                .qpackBlockedStreams(0)),
                                true));
    }

    /** The handshake is over. */
    void opened(QuicChannel connected, Channel on) {
        channel = connected;
        connected
                .closeFuture()
                .addListener(_ -> {
                    var _ = on.close();
                });
        datagrams.onNobodyThere(() -> lost("nobody listens there any more"));
        if (!closed) {
            armIdle(link.pool().options().times().idle().toNanos());
        }
    }

    PeerLink link() {
        return link;
    }

    boolean isIdle() {
        return streams.isEmpty();
    }

    /** How long no call has used it. */
    long idleNanos() {
        return System.nanoTime() - idleSinceNanos;
    }

    /** Whether another call can begin now. */
    boolean hasRoom() {
        QuicChannel open = channel;
        return !leaving
                && !closed
                && open != null
                && open.isActive()
                && streams.size() < link.pool().options().limits().maxStreams()
                && open.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0;
    }

    /** Sends a call's request on a stream of its own. */
    void begin(PeerCall call) {
        QuicChannel open = channel;
        if (open == null) {
            throw new IllegalStateException("a connection is used when it is open");
        }
        PeerStream stream = new PeerStream(this, call);
        streams.add(stream);
        call.began(stream);
        stream.open(open);
        if (muteTimer == null && !closed) {
            watch();
        }
    }

    /** A stream came to its end, in order or broken off by either side. */
    void ended(PeerStream stream, boolean broken) {
        streams.remove(stream);
        idleSinceNanos = System.nanoTime();
        if (broken) {
            brokenStreams++;
        }
        if (closed) {
            return;
        }
        if (brokenStreams >= MAX_BROKEN_STREAMS || leaving) {
            retire();
        } else {
            link.roomChanged();
        }
    }

    /** Takes no more calls, and closes when those under way have ended. */
    void retire() {
        leaving = true;
        if (closed) {
            return;
        }
        if (streams.isEmpty()) {
            close();
        } else {
            link.retired(this);
        }
    }

    /** Closes an unused connection with a farewell. */
    void close() {
        end(null);
    }

    /** Ends the connection and the calls on it. */
    private void lost(String reason) {
        LOG.debug("the connection to peer {} ends: {}", link.peer(), reason);
        end(reason);
    }

    private void end(@Nullable String reason) {
        if (closed) {
            return;
        }
        closed = true;
        stop(idleTimer);
        stop(muteTimer);
        QuicChannel open = channel;
        if (open != null) {
            var _ = open.close(true, Http3ErrorCode.H3_NO_ERROR.code(), Unpooled.EMPTY_BUFFER);
            link.closed(this);
        }
        for (PeerStream each : List.copyOf(streams)) {
            each.connectionLost(reason == null ? "the connection was closed" : reason);
        }
    }

    private static void stop(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void armIdle(long nanos) {
        idleTimer = link.pool().loop().schedule(this::checkIdle, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkIdle() {
        if (closed) {
            return;
        }
        long allowedNanos = link.pool().options().times().idle().toNanos();
        long leftNanos = streams.isEmpty() ? allowedNanos - idleNanos() : allowedNanos;
        if (leftNanos <= 0) {
            close();
        } else {
            armIdle(leftNanos);
        }
    }

    /** Asks for a sign of life where nothing has come for a while; every call that waits asks. */
    void probe() {
        QuicChannel open = channel;
        long halfNanos = link.pool().options().times().silence().toNanos() / 2;
        boolean silent = System.nanoTime() - datagrams.heardNanos() >= halfNanos;
        if (closed || muteTimer != null || !silent || open == null) {
            return;
        }
        QuicStreamChannel control = Http3.getLocalControlStream(open);
        if (control != null) {
            // A frame of a reserved type is ignored (RFC 9114 §7.2.8), its packet acknowledged.
            var _ =
                    control.writeAndFlush(
                            new DefaultHttp3UnknownFrame(RESERVED_TYPE, Unpooled.EMPTY_BUFFER));
            watch();
        }
    }

    /** Gives the connection up if nothing comes from now on. */
    private void watch() {
        long silenceNanos = link.pool().options().times().silence().toNanos();
        long askedNanos = System.nanoTime();
        muteTimer =
                link.pool()
                        .loop()
                        .schedule(
                                () -> checkMute(askedNanos, silenceNanos),
                                silenceNanos,
                                TimeUnit.NANOSECONDS);
    }

    private void checkMute(long askedNanos, long silenceNanos) {
        muteTimer = null;
        if (datagrams.heardNanos() - askedNanos < 0) {
            lost("no sign of life within " + silenceNanos / 1_000_000 + " ms");
        }
    }

    /** The peer will not process requests from this stream on, and takes no new ones. */
    private void farewell(long firstUnprocessed) {
        leaving = true;
        link.retired(this);
        for (PeerStream each : List.copyOf(streams)) {
            each.farewell(firstUnprocessed);
        }
        if (streams.isEmpty()) {
            close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicStreamLimitChangedEvent && !closed && channel != null) {
            link.roomChanged();
        } else if (event instanceof QuicConnectionCloseEvent) {
            // QUIC keeps a closed connection for a while. What came before is read in this turn.
            link.pool().loop().execute(() -> lostByPeer());
        }
        ctx.fireUserEventTriggered(event);
    }

    private void lostByPeer() {
        if (channel != null) {
            lost("the peer closed the connection");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lostByPeer();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (channel == null) {
            // The opening hears of it.
            var _ = ctx.close();
        } else {
            lost(cause.toString());
        }
    }

    /** Hears the frames of the peer's control stream. */
    private final class Control extends SimpleChannelInboundHandler<Object> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http3GoAwayFrame goAway) {
                farewell(goAway.id());
            }
        }
    }
}
