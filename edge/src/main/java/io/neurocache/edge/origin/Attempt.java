package io.neurocache.edge.origin;

import io.neurocache.edge.origin.OriginFailure.Kind;

/**
 * How one try of a call at one address failed. Immutable.
 *
 * @param requestSent whether the whole head of the request left us; without it the origin cannot
 *     have begun to serve
 * @param responseStarted whether a byte of a response came
 * @param reused whether the connection had served a request before
 */
record Attempt(
        Kind kind, String detail, boolean requestSent, boolean responseStarted, boolean reused) {
    /** A try that got no connection. */
    static Attempt unconnected(Kind kind, String detail) {
        return new Attempt(kind, detail, false, false, false);
    }

    /** A kept connection that turned out to be closed: nothing is known about the address. */
    boolean wasStale() {
        return reused && !requestSent && !responseStarted;
    }

    /** Whether it tells something bad about the address. */
    boolean blamesAddress() {
        return switch (kind) {
            case UNREACHABLE, UNTRUSTED -> true;
            case CLOSED, TIMEOUT -> !responseStarted;
            case MALFORMED, TRUNCATED, OVERLOADED, ABSENT -> false;
        };
    }

    /**
     * Whether another address may serve the request now without a risk that it is served twice.
     *
     * @param idempotent whether serving it twice would do no harm (RFC 9110 §9.2.2)
     */
    boolean mayTryElsewhere(boolean idempotent) {
        return switch (kind) {
            case UNREACHABLE, UNTRUSTED, OVERLOADED -> true;
            case CLOSED, TIMEOUT -> !responseStarted && (!requestSent || idempotent);
            case MALFORMED, TRUNCATED, ABSENT -> false;
        };
    }
}
