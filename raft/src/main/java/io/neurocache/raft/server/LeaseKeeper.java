package io.neurocache.raft.server;

import io.neurocache.raft.wire.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Says when this server's edge asks for its lease: every quarter of one, and at once when it has
 * applied a purge, as the question tells the leader so. Event loop only.
 */
final class LeaseKeeper {
    private static final int QUESTIONS_A_LEASE = 4;

    private final int member;
    private final long intervalNanos;

    /**
     * Purges that covered something here, until the leader has answered a question that said so.
     */
    private final List<Long> found = new ArrayList<>();

    private long askedNanos;
    private boolean isDue = true;

    LeaseKeeper(int member, long leaseNanos, long nowNanos) {
        this.member = member;
        this.intervalNanos = leaseNanos / QUESTIONS_A_LEASE;
        this.askedNanos = nowNanos;
    }

    /** A purge was applied. */
    void purged(long index, boolean isFound) {
        isDue = true;
        if (isFound) {
            if (found.size() == Request.Lease.MAX_FOUND) {
                found.removeFirst();
            }
            found.add(index);
        }
    }

    /** Purges were taken up with a snapshot: the leader waits to hear that. */
    void restored() {
        isDue = true;
    }

    /** Somebody else may lead: it has to hear from here. */
    void leaderChanged() {
        isDue = true;
    }

    boolean isDue(long nowNanos) {
        return isDue || nowNanos - askedNanos >= intervalNanos;
    }

    /** The question to ask now. */
    Request.Lease ask(long id, long appliedIndex, long nowNanos) {
        isDue = false;
        askedNanos = nowNanos;
        return new Request.Lease(id, member, appliedIndex, found);
    }

    /** The leader has answered a question. */
    void answered(Request.Lease question) {
        found.removeIf(index -> index <= question.applied());
    }
}
