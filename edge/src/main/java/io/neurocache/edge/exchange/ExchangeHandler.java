package io.neurocache.edge.exchange;

/** Answers requests. Safe from any event loop: each exchange comes on its own. */
@FunctionalInterface
public interface ExchangeHandler {
    /** Takes an exchange and answers it, now or later, on its event loop. */
    void handle(Exchange exchange);
}
