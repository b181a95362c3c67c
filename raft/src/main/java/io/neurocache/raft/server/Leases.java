package io.neurocache.raft.server;

import io.neurocache.raft.lease.LeaseBook;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The purges that this server, as the leader, has applied and not answered yet: each waits until
 * every edge has applied it or its lease is over. Bounded by what the core takes uncommitted and
 * the requests that may be under way. Event loop only.
 */
final class Leases {
    private static final Reply.Failed UNKNOWN =
            new Reply.Failed(0, ErrorCode.TIMEOUT, "the purge was not confirmed in time");

    /** Purges whose finding is told before this server has applied them. */
    private static final int MAX_EARLY = 4096;

    private final LeaseBook book;
    private final Map<Long, Parked> parked = new HashMap<>();
    private final Set<Long> foundEarly = new LinkedHashSet<>();

    private record Parked(Asker asker, boolean isFound) {}

    Leases(long leaseNanos, long nowNanos) {
        this.book = new LeaseBook(leaseNanos, nowNanos);
    }

    LeaseBook book() {
        return book;
    }

    /** A purge that a client of ours asked for was applied here. */
    void park(long index, Asker asker, boolean isFound, long nowNanos) {
        parked.put(index, new Parked(asker, isFound || foundEarly.remove(index)));
        book.begin(index, nowNanos);
        settle(nowNanos);
    }

    /** A member asks for a lease, while this server leads. */
    void asked(Request.Lease question, long nowNanos) {
        for (long index : question.found()) {
            Parked waiting = parked.get(index);
            if (waiting != null) {
                parked.put(index, new Parked(waiting.asker(), true));
            } else {
                foundEarly.add(index);
                if (foundEarly.size() > MAX_EARLY) {
                    foundEarly.remove(foundEarly.iterator().next());
                }
            }
        }
        book.asked(question.member(), question.applied(), nowNanos);
        settle(nowNanos);
    }

    /** Answers what is over, and what nobody can wait for any longer. */
    void settle(long nowNanos) {
        if (parked.isEmpty()) {
            return;
        }
        for (long index : book.over(nowNanos)) {
            Parked over = parked.remove(index);
            if (over != null) {
                over.asker().answer(new Reply.Purged(0, index, over.isFound()));
            }
        }
        Iterator<Parked> each = parked.values().iterator();
        while (each.hasNext()) {
            Asker asker = each.next().asker();
            if (asker.deadlineNanos() - nowNanos <= 0) {
                each.remove();
                asker.answer(UNKNOWN);
            }
        }
    }

    /** The server leads no longer: whoever waits has to ask the next one. */
    void steppedDown(Reply refusal) {
        book.steppedDown();
        foundEarly.clear();
        parked.values().forEach(waiting -> waiting.asker().answer(refusal));
        parked.clear();
    }
}
