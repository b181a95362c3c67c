package io.neurocache.edge.rules;

/**
 * What the operator decides about reuse. Immutable: safe from any thread.
 *
 * @param staleIfErrorSeconds how long a stale response may stand in for a failing origin when the
 *     response does not say it itself; 0 for never
 * @param staleIfUnreachableSeconds the same where there is no answer at all, which RFC 9111 §4.2.4
 *     allows without anybody's word; the longer of both counts then
 * @param clientDirectives whether a client's Cache-Control decides how its request is served
 */
public record ReusePolicy(
        long staleIfErrorSeconds,
        long staleIfUnreachableSeconds,
        ClientDirectives clientDirectives) {

    /** RFC 9111 as it stands: clients are heard, nothing stale that nobody allowed. */
    public static final ReusePolicy DEFAULT = new ReusePolicy(0, 0, ClientDirectives.HONOUR);

    /** Rejects a negative window. */
    public ReusePolicy {
        if (staleIfErrorSeconds < 0 || staleIfUnreachableSeconds < 0) {
            throw new IllegalArgumentException("a window must not be negative");
        }
    }

    /** Whether request directives count. */
    public enum ClientDirectives {
        /** As RFC 9111 §5.2.1 says. */
        HONOUR,
        /** They do not: nobody outside can send requests past the cache. */
        IGNORE
    }
}
