package io.neurocache.edge.cache;

import io.netty.channel.EventLoop;
import io.neurocache.edge.EdgeCounters;
import io.neurocache.slab.Slab;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Checks an object against its checksums before it is served for the first time since the slab was
 * opened, and now and then after that. Small ones are checked on the spot; a large one would hold
 * up its event loop, so a thread of its own reads it.
 *
 * <p>Safe from any event loop.
 */
final class Verifier implements AutoCloseable {
    /** Checked on the event loop: some ten microseconds. */
    private static final long INLINE_BYTES = 128 * 1024;

    /** Large objects that may wait; beyond, they are checked where they are asked for. */
    private static final int MAX_WAITING = 256;

    private final Slab slab;
    private final EdgeCounters counters;
    private final ThreadPoolExecutor thread;

    Verifier(Slab slab, EdgeCounters counters) {
        this.slab = slab;
        this.counters = counters;
        this.thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name("edge-verify").daemon().factory(),
                        new ThreadPoolExecutor.CallerRunsPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Checks an object whose check is due ({@link Slab#needsVerification}), then goes on.
     *
     * @param handle with a reference that the caller keeps
     * @param next told on the event loop, at once where possible, whether the object is sound; one
     *     that is not has left the cache
     */
    void check(long handle, EventLoop loop, Consumer<Boolean> next) {
        if (slab.bodyLength(handle) <= INLINE_BYTES) {
            next.accept(verify(handle));
        } else {
            thread.execute(() -> {
                boolean sound = verify(handle);
                loop.execute(() -> next.accept(sound));
            });
        }
    }

    private boolean verify(long handle) {
        boolean sound = slab.verify(handle);
        if (!sound) {
            counters.corrupted.increment();
        }
        return sound;
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(
                    Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
