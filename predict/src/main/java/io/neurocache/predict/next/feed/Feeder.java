package io.neurocache.predict.next.feed;

import java.util.concurrent.locks.LockSupport;

/**
 * Carries events from a ring to whoever learns from them, on a thread that the caller owns.
 *
 * <p>An idle feeder looks again every {@value #IDLE_MILLIS} ms: producers never have to wake it,
 * which would cost a hit a system call. {@link #run} belongs to the one thread; {@link #close} is
 * safe from any.
 */
public final class Feeder implements Runnable, AutoCloseable {
    private static final int BATCH = 256;
    private static final int IDLE_MILLIS = 2;

    private final EventRing ring;
    private final Events to;
    private volatile boolean isClosed;

    /** Makes one that carries nothing until it is run. */
    public Feeder(EventRing ring, Events to) {
        this.ring = ring;
        this.to = to;
    }

    /** Carries events until {@link #close}; the rest of the ring is left in it. */
    @Override
    public void run() {
        while (!isClosed) {
            int told = ring.drain(to, BATCH);
            to.pause();
            if (told == 0) {
                LockSupport.parkNanos(IDLE_MILLIS * 1_000_000L);
            }
        }
    }

    /** Ends {@link #run} within a batch; does not wait for it. */
    @Override
    public void close() {
        isClosed = true;
    }
}
