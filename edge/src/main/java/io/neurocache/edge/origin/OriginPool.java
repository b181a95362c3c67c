package io.neurocache.edge.origin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.slab.Check;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * Sends requests to origins over connections that are kept and shared.
 *
 * <p>Safe from any thread; a call and everything about it belongs to the event loop it was made
 * with. Each loop has its own connections, so that no call waits for another loop and no byte
 * changes threads; only names, health and counters are shared.
 *
 * <p>With one address a request is sent once: it is repeated only when a kept connection turns out
 * to be closed before the request has left. With several, the next one is tried after a failure to
 * connect, and after silence or a closed connection where the method is idempotent and no body was
 * sent (RFC 9110 §9.2.2).
 */
public final class OriginPool implements AutoCloseable {
    /** What the parts of a pool have in common. */
    record Shared(
            OriginOptions options,
            ChannelFactory<? extends Channel> sockets,
            OriginTls tls,
            Names names,
            HealthBoard health,
            OriginCounters counters,
            FailureLog failureLog) {}

    private final Shared shared;
    private final HealthProbes probes;

    /** Filled in the constructor and never changed. */
    private final Map<EventLoop, LoopPool> loops = new HashMap<>();

    /**
     * Makes a pool for the loops of a group. The group stays the caller's.
     *
     * @param sockets makes the TCP sockets the loops can drive
     */
    public OriginPool(
            EventLoopGroup group,
            ChannelFactory<? extends Channel> sockets,
            OriginOptions options) {
        HealthBoard health = new HealthBoard(options.health(), System::nanoTime);
        shared =
                new Shared(
                        options,
                        sockets,
                        new OriginTls(options.extraAuthorities()),
                        new Names(),
                        health,
                        new OriginCounters(),
                        new FailureLog());
        for (EventExecutor each : group) {
            if (each instanceof EventLoop loop) {
                loops.put(loop, new LoopPool(loop, shared));
            }
        }
        Check.argument(!loops.isEmpty(), "the group has no event loop");
        EventLoop prober = loops.keySet().iterator().next();
        probes = new HealthProbes(prober, this, options.health(), health);
        probes.start();
    }

    /**
     * Gets ready for origins with TLS: the first time it takes a while and memory, so it is not for
     * an event loop. Must have returned before a request goes to such an origin.
     *
     * @throws SSLException when the certificate authorities cannot be used
     */
    public void prepareTls() throws SSLException {
        shared.tls.prepare();
    }

    /**
     * Sends a request to the first address of a group that takes it. Must be called on {@code
     * loop}, where the listener hears of the rest; never before this method has returned.
     *
     * @param head the request; its fields without those that concern a single connection. The
     *     framing of the body and the handling of the connection are added here, {@code Host} is
     *     its authority, or where that is empty the address that gets the request
     * @param bodyLength length of the body in bytes; 0 when there is none, -1 to send it in chunks
     * @throws IllegalArgumentException when the request has a byte that could end a line or a word,
     *     or the loop is not one of the pool's or not the current thread
     */
    public OriginCall send(
            EventLoop loop,
            OriginGroup group,
            RequestHead head,
            long bodyLength,
            OriginListener listener) {
        Call call = call(loop, group, head, bodyLength, listener);
        shared.counters.called();
        probes.used(group);
        loop.execute(call::start);
        return call;
    }

    /** Sends a request for a health path, which is no use of an address. */
    void probe(EventLoop loop, OriginGroup group, RequestHead head, OriginListener listener) {
        loop.execute(call(loop, group, head, 0, listener)::start);
    }

    private Call call(
            EventLoop loop,
            OriginGroup group,
            RequestHead head,
            long bodyLength,
            OriginListener listener) {
        LoopPool pool = loops.get(loop);
        if (pool == null) {
            throw new IllegalArgumentException("the loop is not one of the pool's");
        }
        Check.argument(loop.inEventLoop(), "a call is made on its event loop");
        RequestWriter.check(head, bodyLength);
        return new Call(pool, group, head, bodyLength, listener);
    }

    /** The names this pool knows. */
    Names names() {
        return shared.names;
    }

    /** What this pool knows of the health of addresses. */
    HealthBoard health() {
        return shared.health;
    }

    /** What was done since the pool was made. */
    public OriginCounters counters() {
        return shared.counters;
    }

    /**
     * Closes the idle connections, now or soon. Calls that have a connection go on to their end;
     * later ones are {@code UNREACHABLE}.
     */
    @Override
    public void close() {
        probes.stop();
        shared.names.close();
        loops.forEach((loop, pool) -> loop.execute(pool::close));
    }
}
