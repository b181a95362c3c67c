package io.neurocache.edge.peer;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.quic.Quic;
import io.netty.util.concurrent.EventExecutor;
import io.neurocache.edge.origin.Names;
import io.neurocache.edge.origin.OriginCall;
import io.neurocache.edge.origin.OriginListener;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.slab.Check;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from other edges of the cluster over HTTP/3, on connections that are kept and shared.
 *
 * <p>Safe from any thread; a call and everything about it belongs to the event loop it was made
 * with. Each loop has one connection to a peer, on a UDP socket of its own, so that no call waits
 * for another loop and no byte changes threads. The socket is connected: a host that says that
 * nobody listens there is heard at once. Only names, latencies, back-off and counters are shared.
 *
 * <p>A peer is a short cut, never the only way to an object, so it is given little time, and one
 * that failed is left alone for a while in which calls to it fail at once. A request is sent again
 * once, on a new connection, when the first one ended before a byte of the response: what is asked
 * of peers may be asked twice (RFC 9110 §9.2.2).
 */
public final class PeerPool implements AutoCloseable {
    /** What the parts of a pool have in common. */
    record Shared(
            PeerOptions options,
            ChannelFactory<? extends DatagramChannel> sockets,
            @Nullable PeerTrust trust,
            Names names,
            PeerBoard board,
            PeerCounters counters) {}

    private final Shared shared;

    /** Filled in the constructor and never changed. */
    private final Map<EventLoop, PeerLoop> loops = new HashMap<>();

    /**
     * Makes a pool for the loops of a group. The group stays the caller's. Where QUIC's native
     * library does not load, every call fails as unreachable.
     *
     * @param sockets makes the UDP sockets the loops can drive
     */
    public PeerPool(
            EventLoopGroup group,
            ChannelFactory<? extends DatagramChannel> sockets,
            PeerOptions options) {
        this(group, sockets, options, InstantSource.system());
    }

    /** Makes a pool with another clock for the validity of certificates. */
    PeerPool(
            EventLoopGroup group,
            ChannelFactory<? extends DatagramChannel> sockets,
            PeerOptions options,
            InstantSource clock) {
        shared =
                new Shared(
                        options,
                        sockets,
                        Quic.isAvailable() ? new PeerTrust(clock) : null,
                        new Names(),
                        new PeerBoard(options.backOff(), System::nanoTime),
                        new PeerCounters());
        for (EventExecutor each : group) {
            if (each instanceof EventLoop loop) {
                loops.put(loop, new PeerLoop(loop, shared));
            }
        }
        Check.argument(!loops.isEmpty(), "the group has no event loop");
    }

    /**
     * Sends a GET or HEAD without a body to a peer. Must be called on {@code loop}, where the
     * listener hears of the rest; never before this method has returned. The listener's head has no
     * fields of the connection, and the call takes no body.
     *
     * @param request its authority is that of the site; where it is empty, the peer's own address
     * @throws IllegalArgumentException when the request is another one or has a byte that could end
     *     a line or a word, or the loop is not one of the pool's or not the current thread
     */
    public OriginCall fetch(
            EventLoop loop, PeerAddress peer, RequestHead request, OriginListener listener) {
        PeerLoop pool = loops.get(loop);
        if (pool == null) {
            throw new IllegalArgumentException("the loop is not one of the pool's");
        }
        Check.argument(loop.inEventLoop(), "a call is made on its event loop");
        PeerRequest.check(request);
        PeerCall call = new PeerCall(pool, peer, request, listener);
        shared.counters.called();
        loop.execute(call::start);
        return call;
    }

    /**
     * A peer as a source for a {@link ResumingCall}; a status from 400 on says that it has not got
     * the object.
     */
    public BodySource source(EventLoop loop, PeerAddress peer) {
        return new BodySource() {
            @Override
            public String name() {
                return peer.hostAndPort();
            }

            @Override
            public OriginCall start(RequestHead request, OriginListener listener) {
                return fetch(loop, peer, request, listener);
            }

            @Override
            public boolean accepts(ResponseHead head) {
                return head.status() < 400;
            }
        };
    }

    /**
     * Puts peers in the order to try them: the lowest recent latency first, those that are left
     * alone after a failure last.
     */
    public List<PeerAddress> order(Collection<PeerAddress> peers) {
        return shared.board.order(peers);
    }

    /** Whether a call to this peer would fail at once, because it failed lately. */
    public boolean isLeftAlone(PeerAddress peer) {
        return shared.board.leftNanos(peer) > 0;
    }

    /**
     * Forgets all peers but these, as when the cluster or its keys have changed. Connections to the
     * others take no further calls and close when those under way have ended.
     */
    public void retain(Collection<PeerAddress> members) {
        Set<PeerAddress> kept = Set.copyOf(members);
        shared.board.retain(kept);
        loops.forEach((loop, pool) -> loop.execute(() -> pool.retain(kept)));
    }

    /**
     * Gets connected to peers from every loop, so that the first call to one does not wait for a
     * handshake. Whom it cannot reach it leaves alone.
     */
    public void connect(Collection<PeerAddress> members) {
        for (PeerAddress member : members) {
            loops.forEach((loop, pool) -> loop.execute(() -> pool.connect(member)));
        }
    }

    /** What was done since the pool was made. */
    public PeerCounters counters() {
        return shared.counters;
    }

    /**
     * Closes the connections that are not in use, now or soon. Calls that have a connection go on
     * to their end; later ones are {@code UNREACHABLE}.
     */
    @Override
    public void close() {
        shared.names.close();
        loops.forEach((loop, pool) -> loop.execute(pool::close));
    }
}
