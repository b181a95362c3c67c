package io.neurocache.edge.rules;

/**
 * What to answer when the origin fails while a stored response waits for validation (RFC 5861 §4,
 * RFC 9111 §4.2.4, §4.3.3). Immutable: safe from any thread.
 */
public sealed interface OriginFailure {

    /** Serve the stored response, stale as it is. */
    record ServeStale() implements OriginFailure {}

    /** Forward the origin's own error response. */
    record ForwardError() implements OriginFailure {}

    /**
     * Answer with an error of our own.
     *
     * @param status 502 or 504
     */
    record Generate(int status) implements OriginFailure {}

    /** How the origin failed. */
    enum Kind {
        /** It answered with 500, 502, 503 or 504. */
        ERROR_RESPONSE,
        /** It refused or broke the connection, or sent no HTTP. */
        BROKEN,
        /** It did not answer in time. */
        TIMEOUT
    }

    /** Says whether a response to a validation counts as a failure at all. */
    static boolean isFailure(int status) {
        return Statuses.isServerFailure(status);
    }

    /** Decides with a stored response at hand. */
    static OriginFailure decide(
            Kind kind,
            CacheControl.Request request,
            Freshness stored,
            long nowMillis,
            ReusePolicy policy) {
        return mayServeStale(kind, request, stored, nowMillis, policy)
                ? new ServeStale()
                : withoutStored(kind, stored);
    }

    /** Decides where nothing is stored. */
    static OriginFailure decide(Kind kind) {
        return switch (kind) {
            case ERROR_RESPONSE -> new ForwardError();
            case BROKEN -> new Generate(502);
            case TIMEOUT -> new Generate(504);
        };
    }

    private static OriginFailure withoutStored(Kind kind, Freshness stored) {
        // §5.2.2.2: must-revalidate on a disconnected cache asks for 504.
        boolean disconnected = kind != Kind.ERROR_RESPONSE;
        return stored.staleForbidden() && disconnected ? new Generate(504) : decide(kind);
    }

    private static boolean mayServeStale(
            Kind kind,
            CacheControl.Request request,
            Freshness stored,
            long nowMillis,
            ReusePolicy policy) {
        if (stored.alwaysValidate()) {
            return false;
        }
        long windowSeconds = window(kind, request, stored, policy);
        long staleMillis = stored.currentAgeMillis(nowMillis) - stored.freshnessLifetimeMillis();
        return windowSeconds > 0 && staleMillis < windowSeconds * 1000;
    }

    /** The response's own window holds; else the wider of the client's and the route's. */
    private static long window(
            Kind kind, CacheControl.Request request, Freshness stored, ReusePolicy policy) {
        if (stored.staleIfErrorSeconds() != CacheControl.ABSENT) {
            return stored.staleIfErrorSeconds();
        }
        boolean heard = policy.clientDirectives() == ReusePolicy.ClientDirectives.HONOUR;
        long routes =
                kind == Kind.ERROR_RESPONSE
                        ? policy.staleIfErrorSeconds()
                        : Math.max(
                                policy.staleIfErrorSeconds(), policy.staleIfUnreachableSeconds());
        return Math.max(heard ? request.staleIfError() : 0, routes);
    }
}
