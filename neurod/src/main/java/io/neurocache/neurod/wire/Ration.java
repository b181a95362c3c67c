package io.neurocache.neurod.wire;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets so many through in a second, and has each stand for those before it that were not. To ask
 * costs a clock read and an addition. Safe from any thread.
 */
final class Ration {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final int aSecond;
    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger let = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    Ration(int aSecond) {
        this.aSecond = aSecond;
    }

    /**
     * Asks for one.
     *
     * @return for how many it stands, at least 1; 0 when it is not let through
     */
    int ask(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SECOND_NANOS);
        long before = second.get();
        if (now != before && second.compareAndSet(before, now)) {
            let.set(0);
        }
        if (let.get() < aSecond && let.incrementAndGet() <= aSecond) {
            return 1 + left.getAndSet(0);
        }
        left.incrementAndGet();
        return 0;
    }
}
