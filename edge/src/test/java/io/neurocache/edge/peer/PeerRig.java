package io.neurocache.edge.peer;

import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.server.IoThreads;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A pool of peers on an event loop of its own. Safe from any thread. */
final class PeerRig implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final IoThreads threads;
    private final PeerPool pool;

    PeerRig(PeerOptions options, InstantSource clock, IoThreads.Transport transport) {
        threads = IoThreads.start(transport, 1);
        pool =
                new PeerPool(
                        threads.group(),
                        new ReflectiveChannelFactory<>(threads.datagramChannel()),
                        options,
                        clock);
    }

    static PeerRig usual() {
        return with(patient());
    }

    static PeerRig with(PeerOptions options) {
        return new PeerRig(options, InstantSource.system(), IoThreads.Transport.BEST);
    }

    /** Waits that a busy machine keeps. */
    static PeerOptions patient() {
        Duration wait = Duration.ofSeconds(10);
        return PeerOptions.defaults()
                .withTimes(new PeerOptions.Times(wait, wait, wait, wait, wait, wait));
    }

    static RequestHead get(String target, String... fields) {
        return new RequestHead("GET", "http", "site.example", target, Fields.of(fields));
    }

    PeerPool pool() {
        return pool;
    }

    EventLoop loop() {
        return threads.group().next();
    }

    /** A call that is not made yet. */
    PeerFetch fetch(PeerAddress from) {
        return new PeerFetch(this, from);
    }

    /** Waits until something is so; fails with this text when it does not become so. */
    static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    @Override
    public void close() {
        pool.close();
        threads.close();
    }
}
