package io.neurocache.edge.cache;

import io.netty.channel.EventLoop;
import io.neurocache.edge.exchange.Exchange;
import java.util.function.Consumer;

/**
 * A request on its way to a fill. Immutable.
 *
 * @param attempts how many fills the exchange has waited for before; {@link #NOBODY} when it has
 *     its answer and does not wait
 */
record Waiter(Exchange exchange, Subject subject, int attempts) {
    /** In place of a count of attempts. */
    static final int NOBODY = -1;

    boolean waits() {
        return attempts != NOBODY;
    }

    /** Does something with it on its own event loop. */
    void onLoop(Consumer<Waiter> work) {
        EventLoop own = exchange.eventLoop();
        if (own.inEventLoop()) {
            work.accept(this);
        } else {
            own.execute(() -> work.accept(this));
        }
    }
}
