package io.neurocache.edge.cache;

import io.neurocache.edge.Route;
import io.neurocache.edge.access.Access;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what a request wants: an object by its key, the operations of the node, or a page of
 * a site behind the edge. Safe from any event loop.
 */
public final class EdgeHandler implements ExchangeHandler {
    private static final String OBJECT_METHODS = "GET, HEAD, PUT, DELETE, OPTIONS";
    private static final String[] RESERVED = {
        "cache", "purge", "metrics", "metrics.json", "health", "wire", "ui", "admin"
    };

    private final Cache cache;
    private final Access access;
    private final ExchangeHandler operations;

    /**
     * Joins the three.
     *
     * @param operations answers the reserved paths that are not about objects
     */
    public EdgeHandler(Cache cache, Access access, ExchangeHandler operations) {
        this.cache = cache;
        this.access = access;
        this.operations = operations;
    }

    @Override
    public void handle(Exchange exchange) {
        String target = exchange.request().target();
        if (target.startsWith(Subject.CACHE_PATH)) {
            object(exchange, target.substring(Subject.CACHE_PATH.length()));
            return;
        }
        String path = Subject.patternKey(target);
        if (path.equals("purge")) {
            if (mayWrite(exchange)) {
                Purge.start(cache, exchange);
            }
        } else if (isReserved(path)) {
            operations.handle(exchange);
        } else {
            site(exchange, path);
        }
    }

    /** Says whether a path, without its leading slash, is the node's own and never a site's. */
    static boolean isReserved(String path) {
        for (String name : RESERVED) {
            if (path.startsWith(name)
                    && (path.length() == name.length() || path.charAt(name.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    // ---- Objects by their key.

    private void object(Exchange exchange, String key) {
        RequestHead request = exchange.request();
        if (key.isEmpty()) {
            cache.answers().text(exchange, 400, "A key has at least one byte: /cache/{key}.");
            return;
        }
        @Nullable Route route = cache.routes().match(request.authority(), Subject.patternKey(key));
        Subject subject = new Subject(key, "/" + key, route, cache.fills().begun(), asker(request));
        switch (request.method()) {
            case "GET", "HEAD" -> cache.serve(exchange, subject);
            case "PUT" -> {
                if (mayWrite(exchange)) {
                    Upload.start(cache, exchange, subject);
                }
            }
            case "DELETE" -> {
                if (mayWrite(exchange)) {
                    Deletion.start(cache, exchange, subject);
                }
            }
            case "OPTIONS" -> cache.answers().empty(exchange, 204, allow());
            default ->
                    cache.answers()
                            .text(exchange, 405, "Use one of " + OBJECT_METHODS + ".", allow());
        }
    }

    private static @Nullable PeerQuestion asker(RequestHead request) {
        return PeerQuestion.of(request.fields());
    }

    private static Fields allow() {
        return Fields.of("Allow", OBJECT_METHODS);
    }

    private boolean mayWrite(Exchange exchange) {
        Access.Verdict verdict =
                access.mayWrite(exchange.request(), exchange.remoteAddress().getAddress());
        if (verdict == Access.Verdict.ALLOWED) {
            return true;
        }
        cache.answers().unauthorized(exchange);
        return false;
    }

    // ---- A site behind the edge.

    /**
     * A GET with a body may ask for something that its key does not name, so a stored response does
     * not answer it, nor is its own stored.
     */
    private static boolean isCacheable(Exchange exchange) {
        return exchange.request().isRead() && exchange.requestBodyLength() == 0;
    }

    private void site(Exchange exchange, String path) {
        RequestHead request = exchange.request();
        if (cache.upstream().hasLooped(request)) {
            cache.answers()
                    .text(exchange, 508, "The origin of this path is this edge itself: a loop.");
            return;
        }
        if (request.target().equals("*")) {
            cache.answers().empty(exchange, 204, Fields.EMPTY);
            return;
        }
        if (request.method().equals("TRACE")) {
            cache.answers().text(exchange, 405, "TRACE is not forwarded.");
            return;
        }
        @Nullable Route route = cache.routes().match(request.authority(), path);
        if (route == null && path.isEmpty()) {
            // Nobody's home page: the operator's.
            operations.handle(exchange);
            return;
        }
        if (route == null && !request.isRead()) {
            cache.answers().text(exchange, 404, "No origin matches this path.");
            return;
        }
        Subject subject =
                new Subject(
                        Subject.siteKey(request),
                        request.target(),
                        route,
                        cache.fills().begun(),
                        asker(request));
        if (route != null && !isCacheable(exchange)) {
            cache.passing().forward(exchange, subject);
        } else {
            cache.serve(exchange, subject);
        }
    }
}
