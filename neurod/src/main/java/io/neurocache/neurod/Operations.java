package io.neurocache.neurod;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.Routes;
import io.neurocache.edge.access.Access;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.neurod.metrics.MetricsJson;
import io.neurocache.neurod.metrics.NodeMetrics;
import io.neurocache.neurod.metrics.PrometheusText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * Answers the operator's paths: {@code /health}, {@code /health/live}, {@code /metrics.json},
 * {@code /metrics} and {@code /admin/origins}. Event loop only: the exchange's; {@link #ready},
 * {@link #draining} and {@link #replaceRoutes} may be called from any thread.
 */
final class Operations implements ExchangeHandler {
    private static final String JSON = "application/json";
    private static final String HEALTHY =
            "{\"status\":\"ok\",\"checks\":{\"edge\":\"ok\",\"raft\":\"ok\"}}\n";
    private static final String LEADERLESS =
            "{\"status\":\"degraded\",\"reason\":\"no leader is known\","
                    + "\"checks\":{\"edge\":\"ok\",\"raft\":\"no leader\"}}\n";

    private static final String DRAINED =
            "{\"status\":\"draining\",\"reason\":\"an operator has taken this edge out of use\","
                    + "\"checks\":{\"edge\":\"draining\",\"raft\":\"ok\"}}\n";

    private final NodeMetrics metrics;
    private final Access access;
    private final Clock clock;
    private final BooleanSupplier knowsLeader;
    private final BooleanSupplier isDrained;
    private volatile State state = State.STARTING;
    private volatile Routes routes = Routes.NONE;

    private enum State {
        STARTING,
        READY,
        DRAINING
    }

    /**
     * Makes them.
     *
     * @param knowsLeader whether Raft knows a leader, and a node alone is its own
     * @param isDrained whether an operator has taken this edge out of use
     */
    Operations(
            NodeMetrics metrics,
            Access access,
            Clock clock,
            BooleanSupplier knowsLeader,
            BooleanSupplier isDrained) {
        this.isDrained = isDrained;
        this.metrics = metrics;
        this.access = access;
        this.clock = clock;
        this.knowsLeader = knowsLeader;
    }

    /** From now on the node is healthy while it knows a leader. */
    void ready() {
        state = State.READY;
    }

    /** From now on the node is going away, and says so to load balancers. */
    void draining() {
        state = State.DRAINING;
    }

    /** These routes are in force from now on. */
    void replaceRoutes(Routes inForce) {
        routes = inForce;
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead request = exchange.request();
        int query = request.target().indexOf('?');
        String path = query < 0 ? request.target() : request.target().substring(0, query);
        if (!request.isRead()) {
            text(exchange, 405, "Use GET.", Fields.of("Allow", "GET, HEAD"));
            return;
        }
        switch (path) {
            case "/health", "/health/ready" -> health(exchange);
            case "/health/live" -> json(exchange, 200, "{\"live\":true}\n");
            case "/metrics.json" -> {
                if (mayRead(exchange)) {
                    send(exchange, 200, JSON, MetricsJson.render(metrics.collect()), Fields.EMPTY);
                }
            }
            case "/metrics" -> {
                if (mayRead(exchange)) {
                    byte[] body =
                            PrometheusText.render(metrics.collect())
                                    .getBytes(StandardCharsets.UTF_8);
                    send(exchange, 200, PrometheusText.CONTENT_TYPE, body, Fields.EMPTY);
                }
            }
            case "/admin/origins" -> {
                if (mayRead(exchange)) {
                    send(exchange, 200, JSON, OriginsJson.render(routes), Fields.EMPTY);
                }
            }
            default -> text(exchange, 404, "This node has no such page.", Fields.EMPTY);
        }
    }

    private void health(Exchange exchange) {
        switch (state) {
            case READY -> {
                if (!knowsLeader.getAsBoolean()) {
                    json(exchange, 503, LEADERLESS);
                } else if (isDrained.getAsBoolean()) {
                    json(exchange, 503, DRAINED);
                } else {
                    json(exchange, 200, HEALTHY);
                }
            }
            case STARTING ->
                    json(
                            exchange,
                            503,
                            "{\"status\":\"starting\",\"checks\":{\"edge\":\"starting\"}}\n");
            case DRAINING ->
                    json(
                            exchange,
                            503,
                            "{\"status\":\"draining\",\"checks\":{\"edge\":\"draining\"}}\n");
        }
    }

    private boolean mayRead(Exchange exchange) {
        boolean allowed =
                access.mayRead(exchange.request(), exchange.remoteAddress().getAddress())
                        == Access.Verdict.ALLOWED;
        if (!allowed) {
            Fields challenge = Fields.of("WWW-Authenticate", "Bearer realm=\"neurocache\"");
            text(exchange, 401, "From here this needs the node's token.", challenge);
        }
        return allowed;
    }

    private void json(Exchange exchange, int status, String body) {
        send(exchange, status, JSON, body.getBytes(StandardCharsets.UTF_8), Fields.EMPTY);
    }

    private void text(Exchange exchange, int status, String sentence, Fields more) {
        byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
        send(exchange, status, "text/plain; charset=utf-8", body, more);
    }

    private void send(Exchange exchange, int status, String type, byte[] body, Fields more) {
        Fields fields =
                Fields.of(
                                "Date",
                                HttpDate.format(clock.millis()),
                                "Content-Type",
                                type,
                                "Content-Length",
                                Integer.toString(body.length),
                                "Cache-Control",
                                "no-store")
                        .toBuilder()
                        .addAll(more)
                        .build();
        boolean bodyFollows = !exchange.request().method().equals("HEAD");
        exchange.respond(new ResponseHead(status, fields), Unpooled.EMPTY_BUFFER, bodyFollows);
        if (bodyFollows) {
            exchange.writeBody(Unpooled.wrappedBuffer(body));
            exchange.finish(Fields.EMPTY);
        }
    }
}
