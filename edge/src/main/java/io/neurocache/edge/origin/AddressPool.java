package io.neurocache.edge.origin;

import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.origin.OriginFailure.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one address, and the calls that wait for one. Event loop
 * only.
 */
final class AddressPool {
    private record Waiter(Call call, Future<?> deadline) {}

    private final LoopPool pool;
    private final OriginAddress address;

    /** The one used last in front: the others grow old and are closed. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Map<Call, Opening> openings = new HashMap<>();

    /** Connections there are or will be: being opened, in use, and idle. */
    private int open;

    private boolean closed;

    AddressPool(LoopPool pool, OriginAddress address) {
        this.pool = pool;
        this.address = address;
    }

    OriginAddress address() {
        return address;
    }

    OriginOptions.Limits limits() {
        return pool.options().limits();
    }

    OriginCounters counters() {
        return pool.counters();
    }

    boolean keepsConnections() {
        return pool.options().pooling().maxIdle() > 0;
    }

    long usualIdleNanos() {
        return pool.options().pooling().idleTimeout().toNanos();
    }

    /** Gives a call a connection, now or later, or tells it that there is none. */
    void acquire(Call call, boolean fresh) {
        if (closed) {
            call.attemptFailed(Attempt.unconnected(Kind.UNREACHABLE, "the pool is closed"));
            return;
        }
        Connection kept = fresh ? null : pollUsable();
        if (kept != null) {
            counters().reused();
            call.connected(kept);
        } else if (hasRoom()) {
            open(call);
        } else {
            await(call);
        }
    }

    /** Forgets a call that waits for a connection. */
    void abandon(Call call) {
        Opening opening = openings.remove(call);
        if (opening != null) {
            opening.cancel();
            left();
            return;
        }
        waiting.removeIf(waiter -> waiter.call == call && stop(waiter.deadline));
        pool.forgetIfUnused(this);
    }

    private static boolean stop(Future<?> deadline) {
        deadline.cancel(false);
        return true;
    }

    /** Takes back a connection that may serve another call. */
    void release(Connection connection) {
        if (closed || !connection.isUsable() || !keepsConnections()) {
            connection.close();
            return;
        }
        Waiter next = pollWaiter();
        if (next != null) {
            counters().reused();
            next.call.connected(connection);
            return;
        }
        idle.addFirst(connection);
        connection.closeAfterIdle();
        if (idle.size() > pool.options().pooling().maxIdle()) {
            idle.getLast().close();
        }
    }

    /** Lets go of a connection that is closed. */
    void closed(Connection connection) {
        idle.remove(connection);
        left();
    }

    /** Closes what is idle; what is in use closes when its call has ended. */
    void close() {
        closed = true;
        for (Connection connection = idle.peek(); connection != null; connection = idle.peek()) {
            connection.close();
        }
        for (Waiter waiter = pollWaiter(); waiter != null; waiter = pollWaiter()) {
            waiter.call.attemptFailed(Attempt.unconnected(Kind.UNREACHABLE, "the pool is closed"));
        }
    }

    boolean isUnused() {
        return open == 0 && waiting.isEmpty();
    }

    void opened(Call call, Connection connection) {
        openings.remove(call);
        counters().connected();
        call.connected(connection);
    }

    void notOpened(Call call, String detail) {
        openings.remove(call);
        left();
        call.attemptFailed(Attempt.unconnected(Kind.UNREACHABLE, detail));
    }

    private @Nullable Connection pollUsable() {
        for (Connection kept = idle.peek(); kept != null; kept = idle.peek()) {
            if (kept.isUsable()) {
                idle.remove();
                return kept;
            }
            kept.close();
        }
        return null;
    }

    /** Makes room by closing an idle connection where one is in the way of a fresh one. */
    private boolean hasRoom() {
        int max = pool.options().pooling().maxConnections();
        if (open >= max && !idle.isEmpty()) {
            idle.getLast().close();
        }
        return open < max;
    }

    private void open(Call call) {
        open++;
        Opening opening = new Opening(pool, this, call);
        openings.put(call, opening);
        opening.start();
    }

    private void await(Call call) {
        OriginOptions.Pooling pooling = pool.options().pooling();
        if (waiting.size() >= pooling.maxWaiting()) {
            String detail =
                    pooling.maxConnections() + " connections, and as many waiting as may wait";
            call.attemptFailed(Attempt.unconnected(Kind.OVERLOADED, detail));
            return;
        }
        long nanos = pooling.waitTimeout().toNanos();
        Future<?> deadline =
                pool.loop().schedule(() -> waitedInVain(call), nanos, TimeUnit.NANOSECONDS);
        waiting.addLast(new Waiter(call, deadline));
    }

    private void waitedInVain(Call call) {
        if (waiting.removeIf(waiter -> waiter.call == call)) {
            long millis = pool.options().pooling().waitTimeout().toMillis();
            String detail = "no connection became free within " + millis + " ms";
            call.attemptFailed(Attempt.unconnected(Kind.OVERLOADED, detail));
        }
    }

    /** A place became free. */
    private void left() {
        open--;
        Waiter next = closed ? null : pollWaiter();
        if (next != null) {
            open(next.call);
        } else {
            pool.forgetIfUnused(this);
        }
    }

    private @Nullable Waiter pollWaiter() {
        Waiter next = waiting.poll();
        if (next != null) {
            next.deadline.cancel(false);
        }
        return next;
    }
}
