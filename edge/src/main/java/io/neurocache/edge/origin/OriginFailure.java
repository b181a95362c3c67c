package io.neurocache.edge.origin;

/**
 * Why a call to an origin, or to another edge, failed.
 *
 * @param kind what happened
 * @param origin the last origin or edge tried, as {@code host:port}
 * @param detail one sentence for the log, with the limit that was hit if there was one
 */
public record OriginFailure(Kind kind, String origin, String detail) {
    /** What can happen to a call. */
    public enum Kind {
        /** No connection: refused, unreachable, not resolved, TLS failed, or none in time. */
        UNREACHABLE,
        /** The other end did not prove a key that is accepted; for calls to other edges only. */
        UNTRUSTED,
        /** The connection ended before the head of a response. */
        CLOSED,
        /** No head, or no further byte, within the deadline. */
        TIMEOUT,
        /** The response broke the protocol's rules or a limit of ours. */
        MALFORMED,
        /** The body ended before its announced length or its last chunk. */
        TRUNCATED,
        /** Too many calls at once for this origin. */
        OVERLOADED,
        /** Nobody has it: there is no origin, and no edge is known to hold it. */
        ABSENT;

        /** The status that says so to a client (RFC 9110 §15.6). */
        public int status() {
            return switch (this) {
                case TIMEOUT -> 504;
                case OVERLOADED -> 503;
                case ABSENT -> 404;
                case UNREACHABLE, UNTRUSTED, CLOSED, MALFORMED, TRUNCATED -> 502;
            };
        }
    }
}
