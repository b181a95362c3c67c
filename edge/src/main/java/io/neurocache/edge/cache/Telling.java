package io.neurocache.edge.cache;

import io.neurocache.edge.EdgeCounters;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.insight.Observer;
import io.neurocache.edge.insight.Observer.Answer;
import io.neurocache.edge.store.StoredHead;
import java.time.Clock;

/**
 * Tells an {@link Observer} of what clients get; other edges and fetches of the edge's own are no
 * clients. Safe from any event loop.
 */
final class Telling {
    private static final int FIRST_ERROR = 400;

    private final Clock clock;
    private final EdgeCounters counters;
    private volatile Observer observer = Observer.NOBODY;

    Telling(Clock clock, EdgeCounters counters) {
        this.clock = clock;
        this.counters = counters;
    }

    /** Another one is told from now on. */
    void replaceObserver(Observer newObserver) {
        observer = newObserver;
    }

    /**
     * A client gets what was stored.
     *
     * @param attempts how many fills it has waited for before
     */
    void found(
            Exchange exchange,
            Subject subject,
            StoredHead head,
            long bytes,
            long ttlSeconds,
            int attempts) {
        if (isOfInterest(exchange, subject, head.status())) {
            Answer how = attempts == 0 ? Answer.HIT : Answer.FETCHED;
            answered(exchange, subject, how, bytes, ttlSeconds, 0);
        }
    }

    /**
     * A client gets what had to be asked for.
     *
     * @param sinceNanos when somebody was asked
     */
    void fetched(
            Exchange exchange, Subject subject, Selected selected, Answer how, long sinceNanos) {
        StoredHead head = selected.head();
        if (isOfInterest(exchange, subject, head.status())) {
            long ttl = head.freshness().ttlSeconds(clock.millis());
            answered(exchange, subject, how, selected.length(), ttl, microsSince(sinceNanos));
        }
    }

    /** A client gets what is not stored. */
    void passed(Exchange exchange, Subject subject, int status, long sinceNanos) {
        if (isOfInterest(exchange, subject, status)) {
            answered(exchange, subject, Answer.PASSED, -1, 0, microsSince(sinceNanos));
        }
    }

    private static boolean isOfInterest(Exchange exchange, Subject subject, int status) {
        return status < FIRST_ERROR
                && subject.asker() == null
                && !(exchange instanceof PreloadExchange)
                && exchange.request().method().equals("GET");
    }

    static long microsSince(long nanos) {
        return Math.max(0, (System.nanoTime() - nanos) / 1_000);
    }

    private void answered(
            Exchange exchange,
            Subject subject,
            Answer how,
            long bytes,
            long ttlSeconds,
            long waitedMicros) {
        exchange.timeIn(how == Answer.HIT ? counters.hitTimes : counters.missTimes);
        observer.answered(
                exchange.remoteAddress().getAddress(),
                subject.key(),
                subject.isOfSite(),
                how,
                bytes,
                ttlSeconds,
                waitedMicros);
    }

    /** A response is in the slab. */
    void stored(Subject subject, int id, Observer.Filling how) {
        observer.stored(subject.key(), subject.isOfSite(), id, how);
    }

    /** A fetch of the edge's own is over. */
    void preloaded(String name, boolean isStored) {
        observer.preloaded(name, isStored);
    }
}
