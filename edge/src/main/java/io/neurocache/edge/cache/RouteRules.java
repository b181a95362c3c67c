package io.neurocache.edge.cache;

import io.neurocache.edge.Route;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.origin.OriginGroup;
import io.neurocache.edge.rules.CacheControl;
import io.neurocache.edge.rules.ReusePolicy;
import io.neurocache.edge.rules.StorePolicy;

/** What the route of a request says, in the words of those who ask. Stateless. */
final class RouteRules {
    private RouteRules() {}

    /** The origins to call. */
    static OriginGroup group(Subject subject) {
        Route route = route(subject);
        return new OriginGroup(
                route.origins(),
                route.connectTimeout(),
                route.responseTimeout(),
                route.healthPath());
    }

    /** What may be stored, and how long it is fresh. */
    static StorePolicy store(Subject subject) {
        Route route = subject.route();
        if (route == null) {
            return StorePolicy.DEFAULT;
        }
        return new StorePolicy(
                route.defaultTtl().toSeconds(),
                StorePolicy.Heuristic.LAST_MODIFIED,
                StorePolicy.SetCookie.STORE_WHEN_EXPLICIT,
                StorePolicy.SharedMaxAge.YIELDS_TO_STALE_DIRECTIVES);
    }

    /**
     * What a stored response may do for a request. A client's directives are advice (RFC 9111
     * §5.2.1) that a shared edge does not take: else everybody outside could send requests past it.
     * Only {@code only-if-cached} is heard, which asks for less and not for more.
     */
    static ReusePolicy reuse(Subject subject, CacheControl.Request directives) {
        Route route = subject.route();
        return new ReusePolicy(
                route == null ? 0 : route.staleIfError().toSeconds(),
                route == null ? 0 : route.staleIfUnreachable().toSeconds(),
                directives.onlyIfCached()
                        ? ReusePolicy.ClientDirectives.HONOUR
                        : ReusePolicy.ClientDirectives.IGNORE);
    }

    /** What becomes of stored responses while nothing is leased. */
    static HitDecision.Cover cutOff(Subject subject, Cluster cluster) {
        Route route = subject.route();
        if (route == null) {
            return HitDecision.Cover.FAIL;
        }
        return switch (route.whenCutOff()) {
            case REVALIDATE -> HitDecision.Cover.ASK;
            case FAIL -> HitDecision.Cover.FAIL;
            case SERVE_STALE ->
                    cluster.lostForNanos() < route.staleWhenCutOff().toNanos()
                            ? HitDecision.Cover.SERVE
                            : HitDecision.Cover.ASK;
        };
    }

    private static Route route(Subject subject) {
        Route route = subject.route();
        if (route == null) {
            throw new IllegalStateException("a request without a route goes to no origin");
        }
        return route;
    }
}
