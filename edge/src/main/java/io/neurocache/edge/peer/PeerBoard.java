package io.neurocache.edge.peer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast each peer answered lately, and which of them is to be left alone. Safe from any thread:
 * all event loops share it.
 *
 * <p>The time to the first byte is kept as an exponentially weighted moving average. What is known
 * loses half its weight every {@value #HALF_LIFE_SECONDS} seconds in which nothing is heard, so
 * that a peer that was slow once is tried again. A peer of which nothing is known stands behind the
 * fast ones and before the slow: it costs a handshake, but is probably a neighbour like the others.
 *
 * <p>A peer that could not be connected is left alone for a while that doubles with each further
 * failure, and then counts as a slow one.
 *
 * <p>The state of a peer is one immutable record, replaced whole; each change is computed from the
 * record it replaces, and who still reads the old one merely tries peers in the order of a moment
 * ago.
 */
final class PeerBoard {
    /**
     * What is known of a peer.
     *
     * @param latencyNanos moving average of the time to the first byte
     * @param heardNanos when that was last changed
     * @param failures failures to connect in a row
     * @param untilNanos until when it is left alone; holds when there are failures
     */
    private record Known(long latencyNanos, long heardNanos, int failures, long untilNanos) {}

    /** What an unknown peer is taken for: slower than a neighbour on a good day. */
    static final long ASSUMED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What a peer that failed is taken for when it may be tried again. */
    static final long FAILED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final int HALF_LIFE_SECONDS = 10;
    private static final double HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(HALF_LIFE_SECONDS);

    /** A new sample counts for a fifth: five calls or so forget an outlier. */
    private static final int WEIGHT = 5;

    /** More doublings than it takes from the shortest back-off to the longest. */
    private static final int MAX_DOUBLINGS = 30;

    private final Map<PeerAddress, Known> peers = new ConcurrentHashMap<>();
    private final PeerOptions.BackOff backOff;
    private final LongSupplier nanoTime;

    PeerBoard(PeerOptions.BackOff backOff, LongSupplier nanoTime) {
        this.backOff = backOff;
        this.nanoTime = nanoTime;
    }

    /** The peers in the order to try them: the lowest recent latency first. */
    List<PeerAddress> order(Collection<PeerAddress> candidates) {
        List<PeerAddress> ordered = new ArrayList<>(candidates);
        if (ordered.size() < 2) {
            return ordered;
        }
        // One look at the clock and at each peer: a rank that changes while sorting breaks the
        // sort.
        long now = nanoTime.getAsLong();
        Map<PeerAddress, Double> ranks = new HashMap<>();
        for (PeerAddress each : ordered) {
            ranks.put(each, rank(peers.get(each), now));
        }
        ordered.sort(Comparator.comparingDouble(each -> ranks.getOrDefault(each, 0.0)));
        return ordered;
    }

    /** A peer answered; its first byte came so long after the request. */
    void answered(PeerAddress peer, long nanos) {
        long now = nanoTime.getAsLong();
        long sample = Math.max(0, nanos);
        peers.compute(
                peer,
                (_, old) -> {
                    boolean first = old == null || old.failures > 0;
                    long latency =
                            first
                                    ? sample
                                    : old.latencyNanos + (sample - old.latencyNanos) / WEIGHT;
                    return new Known(latency, now, 0, 0);
                });
    }

    /**
     * A peer could not be connected. Failures while it is left alone count once: they all tell of
     * the same moment.
     *
     * @return failures in a row, this one included
     */
    int failed(PeerAddress peer) {
        long now = nanoTime.getAsLong();
        Known known =
                peers.compute(
                        peer,
                        (_, old) -> {
                            if (old != null && leftNanos(old, now) > 0) {
                                return old;
                            }
                            int failures = old == null ? 1 : old.failures + 1;
                            return new Known(FAILED_NANOS, now, failures, now + pause(failures));
                        });
        return known.failures;
    }

    /** Whether the last that was heard of a peer is that it could not be connected. */
    boolean isSuspect(PeerAddress peer) {
        Known known = peers.get(peer);
        return known != null && known.failures > 0;
    }

    /** How long a peer is still to be left alone; 0 when it may be tried. */
    long leftNanos(PeerAddress peer) {
        Known known = peers.get(peer);
        return known == null ? 0 : leftNanos(known, nanoTime.getAsLong());
    }

    /** Forgets everybody else. */
    void retain(Set<PeerAddress> members) {
        peers.keySet().retainAll(members);
    }

    private static long leftNanos(Known known, long now) {
        return known.failures == 0 ? 0 : Math.max(0, known.untilNanos - now);
    }

    private long pause(int failures) {
        long nanos = backOff.first().toNanos();
        long max = backOff.max().toNanos();
        for (int i = 1; i < Math.min(failures, MAX_DOUBLINGS) && nanos < max; i++) {
            nanos *= 2;
        }
        return Math.min(nanos, max);
    }

    private static double rank(@Nullable Known known, long now) {
        if (known == null) {
            return ASSUMED_NANOS;
        }
        long left = leftNanos(known, now);
        if (left > 0) {
            return Long.MAX_VALUE + (double) left;
        }
        double age = Math.max(0, now - known.heardNanos);
        return known.latencyNanos * Math.pow(0.5, age / HALF_LIFE_NANOS);
    }
}
