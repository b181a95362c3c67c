package io.neurocache.edge.server;

import io.netty.util.concurrent.Future;

/** Outcomes of writes and closes. Stateless. */
final class Outcome {
    private Outcome() {}

    /**
     * Says that nobody waits for an outcome: a write that fails closes its channel, and the close
     * is heard as {@code channelInactive}.
     */
    static void ignored(Future<?> outcome) {
        // The argument is evaluated; that is all.
    }
}
