package io.neurocache.raft.transport;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.neurocache.slab.Check;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that have proven nothing yet: so many, and so long.
 *
 * <p>Where there are too many, the oldest gives way: an honest handshake takes two round trips, so
 * the oldest is most likely one that means to stay. Event loop only.
 */
public final class HalfOpen {
    private static final Logger log = LoggerFactory.getLogger(HalfOpen.class);

    /** As many as the daemon lets prove themselves at a time. */
    public static final int MAX_CONNECTIONS = 512;

    /** How long a handshake may take. */
    public static final long HANDSHAKE_MILLIS = 5_000;

    private final int maxConnections;
    private final long handshakeMillis;
    private final Deque<Channel> waiting = new ArrayDeque<>();

    /** Limits of the daemon's. */
    public HalfOpen() {
        this(MAX_CONNECTIONS, HANDSHAKE_MILLIS);
    }

    /** Other limits. */
    public HalfOpen(int maxConnections, long handshakeMillis) {
        Check.argument(maxConnections >= 1, "there is room for one connection at least");
        Check.argument(handshakeMillis >= 1, "a handshake has a millisecond at least");
        this.maxConnections = maxConnections;
        this.handshakeMillis = handshakeMillis;
    }

    /** A connection begins to prove itself; it is closed when its time is over. */
    void begin(Channel channel) {
        if (waiting.size() >= maxConnections) {
            Channel oldest = waiting.removeFirst();
            log.debug("{} gives way before it has proven itself", oldest.remoteAddress());
            var _ = oldest.close();
        }
        waiting.addLast(channel);
        Future<?> atLast =
                channel.eventLoop()
                        .schedule(() -> overdue(channel), handshakeMillis, TimeUnit.MILLISECONDS);
        var _ =
                channel.closeFuture()
                        .addListener(_ -> {
                            atLast.cancel(false);
                            waiting.remove(channel);
                        });
    }

    private void overdue(Channel channel) {
        if (waiting.remove(channel)) {
            log.debug("{} has not proven itself in time", channel.remoteAddress());
            var _ = channel.close();
        }
    }

    /** It has proven itself. */
    void proven(Channel channel) {
        waiting.remove(channel);
    }

    /** How many have not proven themselves yet. */
    public int size() {
        return waiting.size();
    }
}
