package io.neurocache.edge.peer;

import io.neurocache.edge.origin.OriginFailure.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one event loop to one peer, and the calls that wait for it or for a stream of
 * it. Event loop only.
 *
 * <p>A connection that takes no more calls (its peer says farewell) is replaced by another while it
 * carries its calls to their end.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private record Waiter(PeerCall call, Future<?> deadline) {}

    private final PeerLoop pool;
    private final PeerAddress peer;
    private final Deque<Waiter> waiting = new ArrayDeque<>();

    private @Nullable PeerOpening opening;

    /** The connection that takes calls. */
    private @Nullable PeerConnection current;

    /** Connections not closed yet, the one being opened among them. */
    private int connections;

    private boolean closed;

    PeerLink(PeerLoop pool, PeerAddress peer) {
        this.pool = pool;
        this.peer = peer;
    }

    PeerAddress peer() {
        return peer;
    }

    PeerLoop pool() {
        return pool;
    }

    boolean isUnused() {
        return connections == 0 && waiting.isEmpty();
    }

    /** The connection, when no call uses it; otherwise null. */
    @Nullable PeerConnection idle() {
        PeerConnection kept = current;
        return kept != null && waiting.isEmpty() && kept.isIdle() ? kept : null;
    }

    /** Gives a call a stream, now or later, or tells it that there is none. */
    void acquire(PeerCall call) {
        if (closed) {
            call.attemptFailed(Kind.UNREACHABLE, "the pool is closed to this peer");
            return;
        }
        PeerConnection kept = current;
        if (kept != null && waiting.isEmpty() && kept.hasRoom()) {
            kept.begin(call);
        } else if (waiting.size() >= pool.options().limits().maxWaiting()) {
            call.attemptFailed(
                    Kind.OVERLOADED, waiting.size() + " calls wait for this peer already");
        } else if (kept != null || opening != null) {
            await(call);
        } else if (mayOpen(call)) {
            await(call);
            open();
        }
    }

    /** Forgets a call that waits; the connection being opened will serve others. */
    void abandon(PeerCall call) {
        waiting.removeIf(waiter -> waiter.call == call && stop(waiter.deadline));
        pool.forgetIfUnused(this);
    }

    private static boolean stop(Future<?> deadline) {
        deadline.cancel(false);
        return true;
    }

    private void await(PeerCall call) {
        long nanos = pool.options().times().waiting().toNanos();
        Future<?> deadline =
                pool.loop().schedule(() -> waitedInVain(call), nanos, TimeUnit.NANOSECONDS);
        waiting.addLast(new Waiter(call, deadline));
    }

    private void waitedInVain(PeerCall call) {
        if (waiting.removeIf(waiter -> waiter.call == call)) {
            long millis = pool.options().times().waiting().toMillis();
            call.attemptFailed(
                    Kind.OVERLOADED, "no stream to this peer became free within " + millis + " ms");
        }
    }

    /** Opens a connection before there is a call for it, unless there is one or must not be. */
    void connect() {
        boolean isNeeded = !closed && current == null && opening == null;
        if (isNeeded && pool.board().leftNanos(peer) <= 0 && pool.takePlace()) {
            open();
        } else {
            pool.forgetIfUnused(this);
        }
    }

    /** Takes a place for a connection, or tells the call why there is none. */
    private boolean mayOpen(PeerCall call) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(pool.board().leftNanos(peer));
        if (leftMillis > 0) {
            call.attemptFailed(
                    Kind.UNREACHABLE,
                    "it failed lately, and is left alone for " + leftMillis + " ms");
            return false;
        }
        if (!pool.takePlace()) {
            int max = pool.options().limits().maxConnections();
            call.attemptFailed(Kind.OVERLOADED, max + " peers are connected, and all in use");
            return false;
        }
        return true;
    }

    private void open() {
        connections++;
        PeerOpening begun = new PeerOpening(this);
        opening = begun;
        begun.start();
    }

    void opened(PeerConnection connection) {
        opening = null;
        current = connection;
        pool.counters().connected();
        if (closed) {
            connection.retire();
        } else {
            roomChanged();
        }
    }

    void notOpened(Kind kind, String detail) {
        opening = null;
        left();
        pool.counters().notConnected();
        if (closed) {
            return;
        }
        int failures = pool.board().failed(peer);
        if (failures == 1 || kind == Kind.UNTRUSTED) {
            LOG.warn("peer {}: {}", peer, detail);
        } else {
            LOG.debug("peer {}: {}, {} times in a row", peer, detail, failures);
        }
        failWaiting(kind, detail);
    }

    /** Gives streams to those who wait, as far as there are any. */
    void roomChanged() {
        PeerConnection kept = current;
        while (kept != null && kept == current && !waiting.isEmpty() && kept.hasRoom()) {
            Waiter next = waiting.remove();
            next.deadline.cancel(false);
            kept.begin(next.call);
        }
    }

    /** A connection takes no more calls: those that wait need another one. */
    void retired(PeerConnection connection) {
        if (current != connection) {
            return;
        }
        current = null;
        Waiter next = waiting.poll();
        if (next != null) {
            next.deadline.cancel(false);
            acquire(next.call);
        }
        if (current == null && opening == null) {
            failWaiting(Kind.UNREACHABLE, "the connection ended, and there is no other");
        }
    }

    /** A connection is closed. */
    void closed(PeerConnection connection) {
        left();
        retired(connection);
    }

    private void left() {
        connections--;
        pool.leavePlace();
        pool.forgetIfUnused(this);
    }

    private void failWaiting(Kind kind, String detail) {
        // Only those who wait now: a listener that hears of it may come back at once.
        for (int count = waiting.size(); count > 0 && !waiting.isEmpty(); count--) {
            Waiter next = waiting.remove();
            next.deadline.cancel(false);
            next.call.attemptFailed(kind, detail);
        }
    }

    /** Closes what is idle; a connection in use closes when its last call has ended. */
    void close() {
        closed = true;
        PeerOpening begun = opening;
        if (begun != null) {
            begun.cancel();
        }
        PeerConnection kept = current;
        if (kept != null) {
            kept.retire();
        }
        failWaiting(Kind.UNREACHABLE, "the pool is closed to this peer");
    }
}
