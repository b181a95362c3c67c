package io.neurocache.edge.origin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.neurocache.edge.OriginAddress;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks the health paths of addresses that are in use, one request per address at a time, from one
 * event loop. {@link #used} is safe from any thread; the rest is confined to that loop.
 */
final class HealthProbes {
    /** The group an address was last called for, and when. */
    private record Use(OriginGroup group, long atNanos) {}

    private static final int MAX_WATCHED = 1024;

    /** A use is written down once in this time, so that loops seldom write what others read. */
    private static final long USE_GRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final OriginPool pool;
    private final HealthBoard board;
    private final OriginOptions.Health rules;
    private final ConcurrentMap<OriginAddress, Use> uses = new ConcurrentHashMap<>();
    private final ConcurrentMap<OriginAddress, Probe> running = new ConcurrentHashMap<>();
    private @Nullable Future<?> timer;

    HealthProbes(EventLoop loop, OriginPool pool, OriginOptions.Health rules, HealthBoard board) {
        this.loop = loop;
        this.pool = pool;
        this.rules = rules;
        this.board = board;
    }

    void start() {
        long nanos = rules.probeInterval().toNanos();
        timer = loop.scheduleWithFixedDelay(this::probe, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Takes note that a group is called; keeps the addresses of a group with a health path. */
    void used(OriginGroup group) {
        if (group.healthPath().isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (OriginAddress address : group.addresses()) {
            Use last = uses.get(address);
            boolean stale =
                    last == null
                            || now - last.atNanos >= USE_GRAIN_NANOS
                            || !last.group.equals(group);
            if (stale && (last != null || uses.size() < MAX_WATCHED)) {
                uses.put(address, new Use(group, now));
            }
        }
    }

    private void probe() {
        long now = System.nanoTime();
        long within = rules.probeWhileUsedWithin().toNanos();
        uses.forEach((address, use) -> {
            if (now - use.atNanos > within) {
                uses.remove(address, use);
                board.forget(address);
            } else if (!running.containsKey(address)) {
                ask(address, use.group);
            }
        });
    }

    private void ask(OriginAddress address, OriginGroup group) {
        Probe probe = new Probe(address);
        running.put(address, probe);
        RequestHead head =
                new RequestHead(
                        "GET",
                        address.tls() ? "https" : "http",
                        address.authority(),
                        group.healthPath(),
                        Fields.EMPTY);
        pool.probe(loop, group.only(address), head, probe);
    }

    /** Hears one answer of a health path. */
    private final class Probe implements OriginListener {
        private final OriginAddress address;
        private boolean well;

        Probe(OriginAddress address) {
            this.address = address;
        }

        @Override
        public void interim(ResponseHead head) {
            // Says nothing about health.
        }

        @Override
        public void head(ResponseHead head, long bodyLength) {
            well = head.status() < 400;
        }

        @Override
        public void data(ByteBuf data) {
            data.release();
        }

        @Override
        public void end(Fields trailers) {
            running.remove(address);
            if (well) {
                board.probeSucceeded(address);
            } else {
                board.probeFailed(address);
            }
        }

        @Override
        public void failed(OriginFailure failure) {
            running.remove(address);
            board.probeFailed(address);
        }

        @Override
        public void writable() {
            // A GET has no body to write.
        }
    }
}
