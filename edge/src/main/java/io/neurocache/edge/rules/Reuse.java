package io.neurocache.edge.rules;

/**
 * What a stored response may do for a request that it matches (RFC 9111 §4). Immutable: safe from
 * any thread; the decision allocates nothing.
 */
public sealed interface Reuse {

    /** Serve it: it is fresh. */
    record Fresh() implements Reuse {}

    /** Serve it although it is stale. */
    record StaleServable(Allowance allowance) implements Reuse {}

    /** Validate it with the origin first. */
    record MustRevalidate(Cause cause) implements Reuse {}

    /** The client asked for nothing but a stored response and there is none to give: 504. */
    record GatewayTimeout() implements Reuse {}

    /** Who allows a stale response. */
    enum Allowance {
        /** RFC 5861 §3: serve it now, validate it in the background. */
        STALE_WHILE_REVALIDATE,
        /** The client's max-stale. */
        MAX_STALE
    }

    /** Why a stored response does not do. */
    enum Cause {
        /** Its lifetime is over. */
        STALE,
        /** The response's no-cache. */
        RESPONSE_NO_CACHE,
        /** The request's no-cache. */
        REQUEST_NO_CACHE,
        /** Older than the request's max-age. */
        REQUEST_MAX_AGE,
        /** Not fresh for as long as the request's min-fresh. */
        REQUEST_MIN_FRESH;

        /**
         * Says whether the request and not the response asks for it: fwd=request, not fwd=stale.
         */
        public boolean isByRequest() {
            return this == REQUEST_NO_CACHE || this == REQUEST_MAX_AGE || this == REQUEST_MIN_FRESH;
        }
    }

    /** The one fresh answer. */
    Reuse FRESH = new Fresh();

    /** The one answer for only-if-cached without a usable response. */
    Reuse GATEWAY_TIMEOUT = new GatewayTimeout();

    /**
     * Decides about a stored response that matches the request by key and Vary.
     *
     * @param request the request's directives
     */
    static Reuse decide(
            CacheControl.Request request, Freshness stored, long nowMillis, ReusePolicy policy) {
        CacheControl.Request heard = heard(request, policy);
        Reuse decision = decideBoth(heard, stored, nowMillis);
        return heard.onlyIfCached() && decision instanceof MustRevalidate
                ? GATEWAY_TIMEOUT
                : decision;
    }

    /** Says whether a miss may go to the origin; only-if-cached forbids it (§5.2.1.7). */
    static boolean mayForward(CacheControl.Request request, ReusePolicy policy) {
        return !heard(request, policy).onlyIfCached();
    }

    private static CacheControl.Request heard(CacheControl.Request request, ReusePolicy policy) {
        return policy.clientDirectives() == ReusePolicy.ClientDirectives.HONOUR
                ? request
                : CacheControl.Request.NONE;
    }

    private static Reuse decideBoth(CacheControl.Request request, Freshness stored, long now) {
        if (request.noCache()) {
            return Validations.REQUEST_NO_CACHE;
        }
        if (stored.alwaysValidate()) {
            return Validations.RESPONSE_NO_CACHE;
        }
        long currentAge = stored.currentAgeMillis(now);
        // max-age=0 is what a browser's reload sends: it means validation even at age 0.
        boolean tooOld = request.maxAge() == 0 || currentAge > request.maxAge() * 1000;
        if (request.maxAge() != CacheControl.ABSENT && tooOld) {
            return Validations.REQUEST_MAX_AGE;
        }
        long freshMillis = stored.freshnessLifetimeMillis() - currentAge;
        if (freshMillis > 0) {
            boolean longEnough = freshMillis >= request.minFresh() * 1000;
            return longEnough ? FRESH : Validations.REQUEST_MIN_FRESH;
        }
        return ofStale(request, stored, -freshMillis);
    }

    /** §4.2.4: stale only where somebody allows it and the origin does not forbid it. */
    private static Reuse ofStale(CacheControl.Request request, Freshness stored, long staleMillis) {
        if (request.minFresh() != CacheControl.ABSENT) {
            return Validations.STALE;
        }
        if (staleMillis < stored.staleWhileRevalidateSeconds() * 1000) {
            return Validations.WHILE_REVALIDATE;
        }
        boolean anyAge = request.maxStale() == CacheControl.MAX_DELTA_SECONDS;
        boolean accepted = anyAge || staleMillis <= request.maxStale() * 1000;
        return accepted && !stored.staleForbidden() ? Validations.MAX_STALE : Validations.STALE;
    }
}

/** The answers that need no more than one instance. */
final class Validations {
    static final Reuse STALE = new Reuse.MustRevalidate(Reuse.Cause.STALE);
    static final Reuse RESPONSE_NO_CACHE = new Reuse.MustRevalidate(Reuse.Cause.RESPONSE_NO_CACHE);
    static final Reuse REQUEST_NO_CACHE = new Reuse.MustRevalidate(Reuse.Cause.REQUEST_NO_CACHE);
    static final Reuse REQUEST_MAX_AGE = new Reuse.MustRevalidate(Reuse.Cause.REQUEST_MAX_AGE);
    static final Reuse REQUEST_MIN_FRESH = new Reuse.MustRevalidate(Reuse.Cause.REQUEST_MIN_FRESH);
    static final Reuse WHILE_REVALIDATE =
            new Reuse.StaleServable(Reuse.Allowance.STALE_WHILE_REVALIDATE);
    static final Reuse MAX_STALE = new Reuse.StaleServable(Reuse.Allowance.MAX_STALE);

    private Validations() {}
}
