package io.neurocache.edge.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.neurocache.edge.exchange.ExchangeHandler;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a server share. Safe from any thread; a {@link Sweep} belongs to its
 * loop.
 */
final class Front {
    final ServerOptions options;
    final ServerLimits limits;
    final ServerTimeouts timeouts;
    final ExchangeHandler handler;
    final ServerCounters counters = new ServerCounters();
    private final IdentityHashMap<EventExecutor, Sweep> sweeps = new IdentityHashMap<>();
    private final List<Future<?>> ticks = new ArrayList<>();
    private volatile @Nullable String alternative;
    private volatile boolean draining;
    private volatile @Nullable TlsContexts tls;

    Front(ServerOptions options, IoThreads threads, ExchangeHandler handler) {
        this.options = options;
        this.limits = options.limits();
        this.timeouts = options.timeouts();
        this.handler = handler;
        long period = timeouts.sweepPeriod().toNanos();
        for (EventExecutor loop : threads.group()) {
            Sweep sweep = new Sweep();
            sweeps.put(loop, sweep);
            ticks.add(loop.scheduleWithFixedDelay(sweep, period, period, TimeUnit.NANOSECONDS));
        }
    }

    Sweep sweep(EventLoop loop) {
        return Objects.requireNonNull(sweeps.get(loop), "not a loop of this server");
    }

    UploadRate uploadRate() {
        return new UploadRate(timeouts.uploadGrace().toNanos(), limits.uploadBytesPerSecond());
    }

    /** The Alt-Svc of encrypted answers over TCP, once HTTP/3 is bound. */
    @Nullable String alternative() {
        return alternative;
    }

    void advertise(int port) {
        alternative = "h3=\":" + port + "\"; ma=86400";
    }

    /** What new connections show, or null on a plaintext server. */
    @Nullable TlsContexts tls() {
        return tls;
    }

    void show(TlsContexts contexts) {
        tls = contexts;
    }

    /** Whether connections are to be given up after the requests they carry. */
    boolean draining() {
        return draining;
    }

    void startDraining() {
        draining = true;
    }

    void stopTicks() {
        ticks.forEach(tick -> tick.cancel(false));
    }
}
