package io.neurocache.edge.origin;

import io.neurocache.edge.OriginAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What is known about the health of addresses. Safe from any thread: all event loops share it.
 *
 * <p>The state of an address is one immutable record, replaced whole; each change is computed from
 * the record it replaces, and a loop that still reads the old one merely tries an address in the
 * order of a moment ago.
 */
final class HealthBoard {
    /**
     * The state of an address that has failed lately.
     *
     * @param failures failures in a row that were counted; 0 when only the health path failed
     * @param untilNanos until when it is tried last
     * @param refused whether its health path did not answer well the last time
     */
    private record Doubt(int failures, long untilNanos, boolean refused) {
        static final Doubt NONE = new Doubt(0, 0, false);
    }

    private static final int MAX_DOUBLINGS = 30;

    private final ConcurrentMap<OriginAddress, Doubt> doubts = new ConcurrentHashMap<>();
    private final OriginOptions.Health rules;
    private final LongSupplier nanoTime;

    HealthBoard(OriginOptions.Health rules, LongSupplier nanoTime) {
        this.rules = rules;
        this.nanoTime = nanoTime;
    }

    /** The addresses in the order to try them: as given, those in doubt behind the others. */
    List<OriginAddress> order(List<OriginAddress> addresses) {
        if (doubts.isEmpty() || addresses.size() == 1) {
            return addresses;
        }
        long now = nanoTime.getAsLong();
        List<OriginAddress> ordered = new ArrayList<>(addresses);
        ordered.sort(Comparator.comparingLong(address -> rank(address, now)));
        return ordered;
    }

    /** A call got an answer. */
    void succeeded(OriginAddress address) {
        if (!doubts.isEmpty()) {
            change(address, old -> new Doubt(0, 0, old.refused));
        }
    }

    /** A call got no answer. */
    void failed(OriginAddress address) {
        long now = nanoTime.getAsLong();
        change(address, old -> blame(old, now));
    }

    /** The health path answered well. */
    void probeSucceeded(OriginAddress address) {
        change(address, _ -> Doubt.NONE);
    }

    /** The health path did not answer, or not well. */
    void probeFailed(OriginAddress address) {
        change(address, old -> new Doubt(old.failures, old.untilNanos, true));
    }

    /** Whether the address is tried behind the others now. */
    boolean isDoubted(OriginAddress address) {
        return rank(address, nanoTime.getAsLong()) > 0;
    }

    /** Forgets what is known, as for an address nobody calls any more. */
    void forget(OriginAddress address) {
        doubts.remove(address);
    }

    /** Calls that fail together count once: they all tell of the same moment. */
    private Doubt blame(Doubt old, long now) {
        if (old.failures > 0 && now - old.untilNanos < 0) {
            return old;
        }
        int doublings = Math.min(old.failures, MAX_DOUBLINGS);
        long penalty = rules.firstPenalty().toNanos();
        long max = rules.maxPenalty().toNanos();
        for (int i = 0; i < doublings && penalty < max; i++) {
            penalty *= 2;
        }
        return new Doubt(old.failures + 1, now + Math.min(penalty, max), old.refused);
    }

    private void change(OriginAddress address, UnaryOperator<Doubt> to) {
        doubts.compute(
                address,
                (_, old) -> {
                    Doubt changed = to.apply(old == null ? Doubt.NONE : old);
                    return changed.equals(Doubt.NONE) ? null : changed;
                });
    }

    /** 0 for a good address, then those in doubt: the one whose time is up first comes first. */
    private long rank(OriginAddress address, long now) {
        Doubt doubt = doubts.get(address);
        if (doubt == null) {
            return 0;
        }
        long left = doubt.failures > 0 ? Math.max(0, doubt.untilNanos - now) : 0;
        return doubt.refused ? left + rules.maxPenalty().toNanos() : left;
    }
}
