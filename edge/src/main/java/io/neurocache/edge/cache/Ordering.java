package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.placement.Directory;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Gives orders for requests. Safe from any event loop; every exchange is handled on its own. */
final class Ordering {
    private final Cluster cluster;
    private final Directory directory;
    private final Answers answers;

    Ordering(Cluster cluster, Directory directory, Answers answers) {
        this.cluster = cluster;
        this.directory = directory;
        this.answers = answers;
    }

    /**
     * Gives an order.
     *
     * @param done told on the exchange's event loop, what became of it, whether the exchange is
     *     still there or not
     */
    void give(Exchange exchange, Order order, Consumer<Cluster.Outcome> done) {
        cluster.order(order, back(exchange, done));
    }

    /** Puts an object in the place of all others under its key; otherwise the same. */
    void supersede(Exchange exchange, Directory.Held held, Consumer<Cluster.Outcome> done) {
        directory.supersede(held, back(exchange, done));
    }

    private static Consumer<Cluster.Outcome> back(
            Exchange exchange, Consumer<Cluster.Outcome> done) {
        return outcome -> {
            if (exchange.eventLoop().inEventLoop()) {
                done.accept(outcome);
            } else {
                later(exchange, () -> done.accept(outcome));
            }
        };
    }

    /** Does something on an exchange's event loop, in a turn of its own. */
    static void later(Exchange exchange, Runnable work) {
        try {
            exchange.eventLoop().execute(work);
        } catch (RejectedExecutionException stopped) {
            // The edge has been closed: there is no exchange to answer any more.
            return;
        }
    }

    /** Tells a client that nobody knows whether its order is in force. */
    void unknown(Exchange exchange, Cluster.Outcome.Unknown outcome) {
        String consequence =
                switch (outcome.reason()) {
                    case NO_LEADER, TIMEOUT ->
                            "It is not known whether this was carried out: try again.";
                    case OVERLOADED -> "Nothing was done: try again.";
                    case REFUSED -> "Nothing was done.";
                };
        answers.unavailable(exchange, sentence(outcome.message()) + consequence);
    }

    /** A message of another part as a sentence, with room for the next. */
    private static String sentence(String message) {
        if (message.isEmpty()) {
            return "";
        }
        String first = message.substring(0, 1).toUpperCase(Locale.ROOT);
        return first + message.substring(1) + (message.endsWith(".") ? " " : ". ");
    }
}
