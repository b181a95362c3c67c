package io.neurocache.edge.cache;

import io.neurocache.edge.coherence.Invalidations.Verdict;
import io.neurocache.edge.rules.Reuse;

/**
 * What becomes of a request that found a stored response: HTTP's rules, the orders in force and the
 * lease, taken together. Pure; safe from any thread.
 */
enum HitDecision {
    /** It is served. */
    SERVE,
    /** It is served although it is stale. */
    SERVE_STALE,
    /** The same, and validated meanwhile. */
    SERVE_AND_REVALIDATE,
    /** It is served although nothing is leased; the answer says so. */
    SERVE_UNLEASED,
    /** The origin is asked first; where it fails, the stored response may stand in. */
    VALIDATE,
    /** The origin is asked first, and nothing stands in for its answer. */
    VALIDATE_STRICTLY,
    /** It leaves the cache, and the request goes on as a miss. */
    REMOVE,
    /** 503: nobody can say whether it is current. */
    REFUSE,
    /** 504: the client wants a stored response alone. */
    GATEWAY_TIMEOUT;

    /** What the lease and the route say. */
    enum Cover {
        /** What is stored may be served unasked. */
        LEASED,
        /** It may not: its origin is asked. */
        ASK,
        /** It may not at all. */
        FAIL,
        /** It may, for some time. */
        SERVE
    }

    /** Where a stored response may be renewed. */
    enum Source {
        /** An origin has it. */
        ORIGIN,
        /** Nobody has another. */
        NONE
    }

    /**
     * Decides.
     *
     * @param verdict what the orders say
     * @param reuse what HTTP says, where a soft order has made it stale
     * @param onlyIfCached whether the client wants a stored response alone
     */
    static HitDecision of(
            Verdict verdict, Reuse reuse, Cover cover, Source source, boolean onlyIfCached) {
        if (verdict == Verdict.GONE) {
            return REMOVE;
        }
        if (source == Source.NONE) {
            return withoutOrigin(verdict, reuse, cover);
        }
        if (verdict == Verdict.DOUBTFUL) {
            return strictly(onlyIfCached);
        }
        return switch (cover) {
            case LEASED -> leased(reuse);
            case ASK -> strictly(onlyIfCached);
            case FAIL -> REFUSE;
            case SERVE -> reuse instanceof Reuse.Fresh ? SERVE_UNLEASED : strictly(onlyIfCached);
        };
    }

    /**
     * The same for another edge, which tells others that what it gets is current: it gets nothing
     * that is stale, or that nobody vouches for.
     */
    HitDecision forPeer(Source source, boolean onlyIfCached) {
        return switch (this) {
            case SERVE_STALE, SERVE_AND_REVALIDATE, SERVE_UNLEASED ->
                    source == Source.NONE ? REFUSE : onlyIfCached ? GATEWAY_TIMEOUT : VALIDATE;
            case SERVE, VALIDATE, VALIDATE_STRICTLY, REMOVE, REFUSE, GATEWAY_TIMEOUT -> this;
        };
    }

    private static HitDecision strictly(boolean onlyIfCached) {
        return onlyIfCached ? GATEWAY_TIMEOUT : VALIDATE_STRICTLY;
    }

    private static HitDecision leased(Reuse reuse) {
        return switch (reuse) {
            case Reuse.Fresh() -> SERVE;
            case Reuse.StaleServable(Reuse.Allowance allowance) ->
                    allowance == Reuse.Allowance.STALE_WHILE_REVALIDATE
                            ? SERVE_AND_REVALIDATE
                            : SERVE_STALE;
            case Reuse.MustRevalidate(Reuse.Cause _) -> VALIDATE;
            case Reuse.GatewayTimeout() -> GATEWAY_TIMEOUT;
        };
    }

    /** An object that nobody can renew is gone when its time is over, else as good as it is. */
    private static HitDecision withoutOrigin(Verdict verdict, Reuse reuse, Cover cover) {
        boolean isOver =
                reuse instanceof Reuse.MustRevalidate(Reuse.Cause cause) && !cause.isByRequest();
        if (verdict != Verdict.CURRENT || isOver) {
            return REMOVE;
        }
        if (cover != Cover.LEASED) {
            return REFUSE;
        }
        return switch (reuse) {
            case Reuse.Fresh(), Reuse.MustRevalidate(Reuse.Cause _) -> SERVE;
            case Reuse.StaleServable(Reuse.Allowance _) -> SERVE_STALE;
            case Reuse.GatewayTimeout() -> GATEWAY_TIMEOUT;
        };
    }
}
