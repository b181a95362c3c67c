package io.neurocache.edge.server;

/** Why the server turned a client away by itself. */
public enum Refusal {
    /** More connections than allowed. */
    CONNECTION_LIMIT,
    /** A request that breaks the syntax or framing of its protocol. */
    MALFORMED,
    /** A request target above the bound. */
    URI_TOO_LONG,
    /** A field section above the bound. */
    HEADER_TOO_LARGE,
    /** A body above the bound. */
    BODY_TOO_LARGE,
    /** A protocol version, method or expectation that is not served. */
    NOT_SUPPORTED,
    /** A head, body or handshake that came too slowly, or a reader that stood still. */
    TOO_SLOW,
    /** A TLS handshake that failed. */
    TLS;

    static Refusal of(int status) {
        return switch (status) {
            case 408 -> TOO_SLOW;
            case 413 -> BODY_TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 431 -> HEADER_TOO_LARGE;
            case 417, 501, 505 -> NOT_SUPPORTED;
            default -> MALFORMED;
        };
    }
}
