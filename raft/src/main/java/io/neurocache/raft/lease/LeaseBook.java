package io.neurocache.raft.lease;

import io.neurocache.slab.Check;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The leader's book of leases: who may serve unasked until when, and which orders still wait for
 * somebody (docs/decisions/0009).
 *
 * <p>A member is taken to hold a lease from the moment its question <i>came</i>, which is after the
 * moment from which it counts itself, whether the question will be answered or not. An order waits
 * for the leases begun before it: those granted after it name its index, so that nobody can use one
 * without having applied the order.
 *
 * <p>Every server keeps a book from its start, as it may be elected. Nanoseconds are those of one
 * monotonic clock of the caller's. Confined to one thread.
 */
public final class LeaseBook {
    /** How much longer than a lease the leader waits: twice what two clocks may run apart, 1 %. */
    private static final int DRIFT_PARTS = 50;

    private final long patienceNanos;

    /** By member: until when a lease that it may hold runs. */
    private final Map<Integer, Long> heldUntil = new HashMap<>();

    /** By member: up to where it said that it has applied the log. */
    private final Map<Integer, Long> applied = new HashMap<>();

    private final Map<Long, Wait> waits = new LinkedHashMap<>();

    /** Until then somebody may hold a lease of whom this server never heard. */
    private long strangersUntil;

    /** Whom an order waits for, and until when at most. */
    private record Wait(Map<Integer, Long> heldUntil, long strangersUntil) {
        boolean isOver(long now) {
            return strangersUntil - now <= 0
                    && heldUntil.values().stream().allMatch(until -> until - now <= 0);
        }
    }

    /**
     * A book of a server that starts: it does not know what was granted before.
     *
     * @param leaseNanos a lease's length by the clock of whoever holds it
     */
    public LeaseBook(long leaseNanos, long nowNanos) {
        Check.argument(leaseNanos >= DRIFT_PARTS, "a lease has a length", leaseNanos);
        this.patienceNanos = leaseNanos + leaseNanos / DRIFT_PARTS;
        this.strangersUntil = nowNanos + patienceNanos;
    }

    /** The server took up a snapshot: members may have come and gone in what it has not seen. */
    public void skipped(long nowNanos) {
        strangersUntil = nowNanos + patienceNanos;
    }

    /** The server was elected: what others granted was asked for before this moment. */
    public void elected(Collection<Integer> members, long nowNanos) {
        members.forEach(member -> hold(member, nowNanos));
    }

    /** The server leads no longer; whoever waits has to ask the next leader. */
    public void steppedDown() {
        waits.clear();
    }

    /** A configuration without the member was applied: nobody grants it a lease after this. */
    public void left(int member, long nowNanos) {
        hold(member, nowNanos);
    }

    private void hold(int member, long nowNanos) {
        heldUntil.merge(
                member, nowNanos + patienceNanos, (old, until) -> until - old > 0 ? until : old);
    }

    /**
     * A member asked for a lease; call it before the question is answered, and only while leading.
     *
     * @param appliedIndex what the member says it has applied
     */
    public void asked(int member, long appliedIndex, long nowNanos) {
        hold(member, nowNanos);
        applied.merge(member, appliedIndex, Math::max);
        waits.forEach((index, wait) -> {
            if (index <= appliedIndex) {
                wait.heldUntil().remove(member);
            }
        });
    }

    /**
     * An order was applied here, while leading: the wait for the others begins. A member may have
     * applied it before this server did, whose disk was slower.
     *
     * @param index of its entry
     */
    public void begin(long index, long nowNanos) {
        heldUntil.values().removeIf(until -> until - nowNanos <= 0);
        applied.keySet().retainAll(heldUntil.keySet());
        Map<Integer, Long> others = new HashMap<>(heldUntil);
        others.keySet().removeIf(member -> applied.getOrDefault(member, 0L) >= index);
        Wait before = waits.put(index, new Wait(others, strangersUntil));
        Check.invariant(before == null, "an order is waited for twice", index);
    }

    /** The orders that everybody has applied, or whose lease is over; told once. */
    public List<Long> over(long nowNanos) {
        List<Long> over = new ArrayList<>();
        Iterator<Map.Entry<Long, Wait>> each = waits.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, Wait> next = each.next();
            if (next.getValue().isOver(nowNanos)) {
                over.add(next.getKey());
                each.remove();
            }
        }
        return over;
    }

    /** Whether an order waits for somebody. */
    public boolean isWaiting() {
        return !waits.isEmpty();
    }

    /** Whether a member may hold a lease now. */
    public boolean mayHold(int member, long nowNanos) {
        Long until = heldUntil.get(member);
        return until != null && until - nowNanos > 0;
    }
}
