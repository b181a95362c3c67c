package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.exchange.Exchange;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Gives orders for requests. Safe from any event loop; every exchange is handled on its own. */
final class Ordering {
    private final Cluster cluster;
    private final Answers answers;

    Ordering(Cluster cluster, Answers answers) {
        this.cluster = cluster;
        this.answers = answers;
    }

    /**
     * Gives an order.
     *
     * @param done told on the exchange's event loop, what became of it, whether the exchange is
     *     still there or not
     */
    void give(Exchange exchange, Order order, Consumer<Cluster.Outcome> done) {
        cluster.order(order, outcome -> onLoop(exchange, () -> done.accept(outcome)));
    }

    /** Does something on an exchange's event loop, at once where this is it. */
    void onLoop(Exchange exchange, Runnable work) {
        if (exchange.eventLoop().inEventLoop()) {
            work.run();
            return;
        }
        try {
            exchange.eventLoop().execute(work);
        } catch (RejectedExecutionException stopped) {
            // The edge has been closed: there is no exchange to answer any more.
            return;
        }
    }

    /** Tells a client that nobody knows whether its order is in force. */
    void unknown(Exchange exchange, Cluster.Outcome.Unknown outcome) {
        String sentence =
                switch (outcome.reason()) {
                    case NO_LEADER, TIMEOUT ->
                            outcome.message()
                                    + " It is not known whether this was carried out: try again.";
                    case OVERLOADED -> outcome.message() + " Nothing was done: try again.";
                    case REFUSED -> outcome.message() + " Nothing was done.";
                };
        answers.unavailable(exchange, sentence);
    }
}
