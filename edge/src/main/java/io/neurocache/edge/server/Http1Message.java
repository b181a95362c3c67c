package io.neurocache.edge.server;

import io.neurocache.edge.rules.RequestHead;

/** What the HTTP/1.1 decoder makes of a head. */
sealed interface Http1Message {
    /**
     * A request that may be answered.
     *
     * @param version11 HTTP/1.1, otherwise 1.0
     * @param bodyLength 0 without a body, -1 when it is chunked
     * @param keepAlive whether the client wants the connection to stay
     * @param expectContinue whether the client waits for 100 before it sends the body
     */
    record Request(
            RequestHead head,
            boolean version11,
            long bodyLength,
            boolean keepAlive,
            boolean expectContinue)
            implements Http1Message {}

    /** A request that must not be answered by the handler; nothing after it is looked at. */
    record Refused(int status, String reason) implements Http1Message {}
}
