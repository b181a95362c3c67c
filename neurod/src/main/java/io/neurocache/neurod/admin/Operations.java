package io.neurocache.neurod.admin;

import io.neurocache.edge.Edge;
import io.neurocache.edge.Routes;
import io.neurocache.edge.access.Access;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.neurod.metrics.MetricsJson;
import io.neurocache.neurod.metrics.NodeMetrics;
import io.neurocache.neurod.metrics.PrometheusText;
import io.neurocache.neurod.wire.NodeWire;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.CacheEntry;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Answers the operator's paths: {@code /health}, {@code /metrics}, {@code /wire}, {@code /ui/} and
 * what lies under {@code /admin/}. Event loop only: the exchange's; {@link #ready}, {@link
 * #draining} and {@link #replaceRoutes} may be called from any thread.
 */
public final class Operations implements ExchangeHandler {
    private static final String HEALTHY =
            "{\"status\":\"ok\",\"checks\":{\"edge\":\"ok\",\"raft\":\"ok\"}}\n";
    private static final String LEADERLESS =
            "{\"status\":\"degraded\",\"reason\":\"no leader is known\","
                    + "\"checks\":{\"edge\":\"ok\",\"raft\":\"no leader\"}}\n";
    private static final String DRAINED =
            "{\"status\":\"draining\",\"reason\":\"an operator has taken this edge out of use\","
                    + "\"checks\":{\"edge\":\"draining\",\"raft\":\"ok\"}}\n";
    private static final String STARTING =
            "{\"status\":\"starting\",\"checks\":{\"edge\":\"starting\"}}\n";
    private static final String DRAINING =
            "{\"status\":\"draining\",\"checks\":{\"edge\":\"draining\"}}\n";

    private final NodeMetrics metrics;
    private final Access access;
    private final Cluster cluster;
    private final NodeWire wire;
    private final Responses responses;
    private final AdminApi admin;
    private final Dashboard dashboard;
    private volatile State state = State.STARTING;

    private enum State {
        STARTING,
        READY,
        DRAINING
    }

    /** The cluster, as far as operators ask for it. Safe from any thread. */
    public interface Cluster {
        /** Whether somebody leads, as far as this node knows. */
        boolean knowsLeader();

        /** Whether an operator has taken this edge out of use. */
        boolean isDrained();

        /** Entries of the catalog behind a key, in the order of keys; answered once. */
        void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer);

        /** Those of these keys that are known; answered once. */
        void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer);

        /** Asks the leader; answered once. */
        void askLeader(LongFunction<Request> request, Consumer<Reply> answer);
    }

    /**
     * Makes the handler of a node that is starting.
     *
     * @param edge whose paths they are
     */
    public Operations(Edge edge, NodeMetrics metrics, Cluster cluster, NodeWire wire, Clock clock) {
        this.metrics = metrics;
        this.access = edge.access();
        this.cluster = cluster;
        this.wire = wire;
        this.responses = new Responses(clock);
        this.admin =
                new AdminApi(
                        edge, responses, new Catalog(new OfCluster(cluster)), cluster::askLeader);
        this.dashboard = new Dashboard(responses);
    }

    private record OfCluster(Cluster cluster) implements Catalog.Source {
        @Override
        public void list(Bytes after, int limit, Consumer<List<CacheEntry>> answer) {
            cluster.list(after, limit, answer);
        }

        @Override
        public void locate(List<Bytes> keys, Consumer<List<CacheEntry>> answer) {
            cluster.locate(keys, answer);
        }
    }

    /** From now on the node is healthy while it knows a leader. */
    public void ready() {
        state = State.READY;
    }

    /** From now on the node is going away, and says so to load balancers. */
    public void draining() {
        state = State.DRAINING;
    }

    /** These routes are in force from now on. */
    public void replaceRoutes(Routes inForce) {
        admin.replaceRoutes(inForce);
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead request = exchange.request();
        int query = request.target().indexOf('?');
        String path = query < 0 ? request.target() : request.target().substring(0, query);
        if (path.startsWith("/admin/")) {
            admin.handle(exchange, path);
        } else if (!request.isRead()) {
            responses.text(exchange, 405, "Use GET.", Fields.of("Allow", "GET, HEAD"));
        } else {
            read(exchange, path);
        }
    }

    private void read(Exchange exchange, String path) {
        switch (path) {
            case "/" -> redirect(exchange, "/ui/");
            case "/ui" -> redirect(exchange, "/ui/");
            case "/health", "/health/ready" -> health(exchange);
            case "/health/live" -> responses.json(exchange, 200, "{\"live\":true}\n");
            case "/metrics.json" -> metricsJson(exchange);
            case "/metrics" -> metricsText(exchange);
            case "/wire" -> {
                if (mayRead(exchange)) {
                    wire.stream(exchange);
                }
            }
            case "/wire/history" -> {
                if (mayRead(exchange)) {
                    wire.history(exchange);
                }
            }
            default -> {
                if (path.startsWith(Dashboard.PATH)) {
                    ui(exchange, path);
                } else {
                    responses.text(exchange, 404, "This node has no such page.", Fields.EMPTY);
                }
            }
        }
    }

    private void redirect(Exchange exchange, String to) {
        responses.empty(exchange, 302, Fields.of("Location", to));
    }

    private void ui(Exchange exchange, String path) {
        if (isReader(exchange) || dashboard.isPublic(path)) {
            dashboard.page(exchange, path);
        } else {
            dashboard.signIn(exchange);
        }
    }

    private void metricsJson(Exchange exchange) {
        if (mayRead(exchange)) {
            byte[] body = MetricsJson.render(metrics.collect());
            responses.send(exchange, 200, Responses.JSON, body, Fields.EMPTY);
        }
    }

    private void metricsText(Exchange exchange) {
        if (mayRead(exchange)) {
            byte[] body = PrometheusText.render(metrics.collect()).getBytes(StandardCharsets.UTF_8);
            responses.send(exchange, 200, PrometheusText.CONTENT_TYPE, body, Fields.EMPTY);
        }
    }

    private void health(Exchange exchange) {
        switch (state) {
            case READY -> {
                if (!cluster.knowsLeader()) {
                    responses.json(exchange, 503, LEADERLESS);
                } else if (cluster.isDrained()) {
                    responses.json(exchange, 503, DRAINED);
                } else {
                    responses.json(exchange, 200, HEALTHY);
                }
            }
            case STARTING -> responses.json(exchange, 503, STARTING);
            case DRAINING -> responses.json(exchange, 503, DRAINING);
        }
    }

    private boolean isReader(Exchange exchange) {
        return access.mayRead(exchange.request(), exchange.remoteAddress().getAddress())
                == Access.Verdict.ALLOWED;
    }

    private boolean mayRead(Exchange exchange) {
        boolean isAllowed = isReader(exchange);
        if (!isAllowed) {
            responses.unauthorized(exchange);
        }
        return isAllowed;
    }
}
