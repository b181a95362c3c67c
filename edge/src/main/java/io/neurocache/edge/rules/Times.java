package io.neurocache.edge.rules;

/**
 * The two moments that RFC 9111 §4.2.3 needs to tell a response's age. Immutable: safe from any
 * thread.
 *
 * @param requestTimeMillis when the request was sent, milliseconds since the epoch
 * @param responseTimeMillis when the response's head arrived; never before the request
 */
public record Times(long requestTimeMillis, long responseTimeMillis) {

    /** Rejects a response that came before its request. */
    public Times {
        if (responseTimeMillis < requestTimeMillis) {
            throw new IllegalArgumentException("a response cannot precede its request");
        }
    }
}
