package io.neurocache.raft.server;

import io.neurocache.raft.wire.Request;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the answers to clients and the time they took. Allocates nothing for a request.
 *
 * <p>Times are counted in steps of an eighth: three bits below the highest one. Two histograms take
 * turns, so that what is told is of the last one to two periods and not of the whole life.
 *
 * <p>Written on the event loop alone, so that a plain sum needs no atomic addition; {@link
 * #statistics} may be called from any thread.
 */
final class Meter {
    private static final long PERIOD_NANOS = 60_000_000_000L;
    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int BUCKETS = 64 * STEPS;
    private static final double NANOS_A_MILLI = 1e6;

    /** What a request asks of the store. */
    enum Op {
        GET(0),
        PUT(1),
        DEL(2),
        CAS(3),
        SCAN(4),
        /** Nothing: it asks about the server or the cluster. */
        NONE(5);

        private final int slot;

        Op(int slot) {
            this.slot = slot;
        }

        static Op of(Request request) {
            return switch (request) {
                case Request.Get _ -> GET;
                case Request.Put _ -> PUT;
                case Request.Del _ -> DEL;
                case Request.Cas _ -> CAS;
                case Request.Scan _ -> SCAN;
                case Request.Purge _,
                        Request.ServerWrite _,
                        Request.Preload _,
                        Request.Drain _,
                        Request.Lease _,
                        Request.Entries _,
                        Request.Status _,
                        Request.Members _,
                        Request.AddMember _,
                        Request.PromoteMember _,
                        Request.RemoveMember _,
                        Request.TransferLeader _,
                        Request.Snapshot _,
                        Request.ReadSnapshot _ ->
                        NONE;
            };
        }
    }

    private final AtomicLongArray answered = new AtomicLongArray(Op.values().length);
    private final AtomicLongArray[] histograms = {
        new AtomicLongArray(BUCKETS), new AtomicLongArray(BUCKETS)
    };
    private int current;
    private long periodStartNanos;

    Meter(long nowNanos) {
        this.periodStartNanos = nowNanos;
    }

    /** A request has been answered that took so long. */
    void answered(Op op, long nanos) {
        if (op != Op.NONE) {
            increment(answered, op.slot);
            increment(histograms[current], bucket(nanos));
        }
    }

    private static void increment(AtomicLongArray counts, int index) {
        counts.setRelease(index, counts.getPlain(index) + 1);
    }

    /** Begins another period when the last one is over. */
    void tick(long nowNanos) {
        if (nowNanos - periodStartNanos >= PERIOD_NANOS) {
            periodStartNanos = nowNanos;
            int next = 1 - current;
            for (int i = 0; i < BUCKETS; i++) {
                histograms[next].setRelease(i, 0);
            }
            current = next;
        }
    }

    /** The sums as they stand. A reading beside a change of periods may miss some requests. */
    KvStatistics statistics() {
        long[] sums = new long[BUCKETS];
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sums[i] = histograms[0].getAcquire(i) + histograms[1].getAcquire(i);
            all += sums[i];
        }
        return new KvStatistics(
                count(Op.GET),
                count(Op.PUT),
                count(Op.DEL),
                count(Op.CAS),
                count(Op.SCAN),
                quantileMillis(sums, all, 50),
                quantileMillis(sums, all, 99));
    }

    private long count(Op op) {
        return answered.getAcquire(op.slot);
    }

    private static double quantileMillis(long[] sums, long all, int percent) {
        if (all == 0) {
            return Double.NaN;
        }
        // The rank counts from 1 and is rounded up: 99 of 100 are the 99th, of 10 the 10th.
        long rank = (all * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < sums.length; i++) {
            seen += sums[i];
            if (seen >= rank) {
                return upperNanos(i) / NANOS_A_MILLI;
            }
        }
        throw new IllegalStateException("a histogram of fewer requests than counted");
    }

    static int bucket(long nanos) {
        if (nanos < STEPS) {
            return (int) Math.max(0, nanos);
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
        return (shift << STEP_BITS) + (int) (nanos >>> shift);
    }

    /** The longest time that falls into a bucket. */
    static double upperNanos(int bucket) {
        if (bucket < 2 * STEPS) {
            return bucket;
        }
        int shift = (bucket >> STEP_BITS) - 1;
        long first = (long) STEPS + (bucket & (STEPS - 1));
        return ((first + 1) * Math.scalb(1.0, shift)) - 1;
    }
}
