package io.neurocache.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All routes, in the order they were written; the first that matches wins.
 *
 * <p>Immutable; safe from any thread. A reload replaces the whole list.
 *
 * @param list at most {@link #MAX_ROUTES}; empty for a cache without an origin
 */
public record Routes(List<Route> list) {
    /** The most routes: each miss walks the list. */
    public static final int MAX_ROUTES = 1000;

    /** No route: only what was PUT is served. */
    public static final Routes NONE = new Routes(List.of());

    public Routes {
        list = List.copyOf(list);
        if (list.size() > MAX_ROUTES) {
            throw new IllegalArgumentException("more than " + MAX_ROUTES + " routes");
        }
    }

    /** Whether any origin is called over TLS. */
    public boolean useTls() {
        return list.stream()
                .flatMap(route -> route.origins().stream())
                .anyMatch(OriginAddress::tls);
    }

    /**
     * Finds the route of a request; null when none takes it. Allocates nothing for patterns of up
     * to 64 states.
     *
     * @param host the value of the Host header, with or without a port; empty if there is none
     * @param key the path without its leading slash and without its query, or the {@code {key}} of
     *     {@code /cache/{key}}
     */
    public @Nullable Route match(CharSequence host, CharSequence key) {
        for (int index = 0; index < list.size(); index++) {
            Route route = list.get(index);
            if (route.matches(host, key)) {
                return route;
            }
        }
        return null;
    }
}
