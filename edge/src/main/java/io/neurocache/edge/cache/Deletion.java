package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;

/**
 * {@code DELETE /cache/{key}}: when it is answered, no edge serves the object any more.
 *
 * <p>Event loop only: the exchange's.
 */
final class Deletion {
    private final Cache cache;
    private final Exchange exchange;
    private final Subject subject;
    private final WriteCondition condition;

    private Deletion(Cache cache, Exchange exchange, Subject subject) {
        this.cache = cache;
        this.exchange = exchange;
        this.subject = subject;
        this.condition = new WriteCondition(cache, exchange, subject);
    }

    /** Deletes, now or when another write of the key is done. */
    static void start(Cache cache, Exchange exchange, Subject subject) {
        Deletion deletion = new Deletion(cache, exchange, subject);
        boolean entered =
                cache.writes()
                        .enter(
                                subject.key(),
                                deletion.condition.manner(),
                                work -> Ordering.later(exchange, work),
                                deletion::order);
        if (!entered) {
            cache.answers().overloaded(exchange);
        }
    }

    private void order() {
        if (condition.holds()) {
            cache.ordering().give(exchange, Order.key(subject.key()), this::answer);
        } else {
            cache.writes().leave(subject.key());
            cache.answers().preconditionFailed(exchange);
        }
    }

    private void answer(Cluster.Outcome outcome) {
        cache.writes().leave(subject.key());
        switch (outcome) {
            case Cluster.Outcome.Done(long _, boolean isFound) -> {
                if (isFound) {
                    cache.answers().empty(exchange, 204, Fields.EMPTY);
                } else {
                    cache.answers().text(exchange, 404, "No such object is cached.");
                }
            }
            case Cluster.Outcome.Unknown unknown -> cache.ordering().unknown(exchange, unknown);
        }
    }
}
