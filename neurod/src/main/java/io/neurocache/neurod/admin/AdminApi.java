package io.neurocache.neurod.admin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.neurocache.edge.Edge;
import io.neurocache.edge.Routes;
import io.neurocache.edge.access.Access;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.slab.SlabMap;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What lies under {@code /admin/}: looks at the node that the dashboard needs, and what it has
 * done. Event loop only: the exchange's; {@link #replaceRoutes} may be called from any thread.
 */
final class AdminApi {
    private static final int MOST_TOP = 200;
    private static final int USUAL_TOP = 50;

    private final Edge edge;
    private final Access access;
    private final Responses responses;
    private final Catalog catalog;
    private final Leader leader;
    private volatile Routes routes = Routes.NONE;

    /** Has something done by whoever leads. */
    interface Leader {
        /** Asks the leader; answered once, on any thread. */
        void ask(LongFunction<Request> request, Consumer<Reply> answer);
    }

    AdminApi(Edge edge, Responses responses, Catalog catalog, Leader leader) {
        this.edge = edge;
        this.access = edge.access();
        this.responses = responses;
        this.catalog = catalog;
        this.leader = leader;
    }

    /** These are in force from now on. */
    void replaceRoutes(Routes inForce) {
        routes = inForce;
    }

    void handle(Exchange exchange, String path) {
        switch (path) {
            case "/admin/origins" ->
                    read(exchange, () -> bytes(exchange, OriginsJson.render(routes)));
            case "/admin/slab" -> read(exchange, () -> slab(exchange));
            case "/admin/top" -> read(exchange, () -> top(exchange));
            case "/admin/object" -> read(exchange, () -> object(exchange));
            case "/admin/purge" -> read(exchange, () -> purge(exchange));
            case "/admin/session" -> session(exchange);
            case "/admin/cluster" -> cluster(exchange);
            default -> responses.text(exchange, 404, "This node has no such page.", Fields.EMPTY);
        }
    }

    private void read(Exchange exchange, Runnable answer) {
        if (!exchange.request().isRead()) {
            responses.text(exchange, 405, "Use GET.", Fields.of("Allow", "GET, HEAD"));
        } else if (isAllowed(access.mayRead(exchange.request(), address(exchange)))) {
            answer.run();
        } else {
            responses.unauthorized(exchange);
        }
    }

    private static java.net.InetAddress address(Exchange exchange) {
        return exchange.remoteAddress().getAddress();
    }

    private static boolean isAllowed(Access.Verdict verdict) {
        return verdict == Access.Verdict.ALLOWED;
    }

    private void bytes(Exchange exchange, byte[] json) {
        responses.send(exchange, 200, Responses.JSON, json, Fields.EMPTY);
    }

    private void slab(Exchange exchange) {
        SlabMap map = edge.storageMap(1);
        StringBuilder out = new StringBuilder(256);
        out.append("{\"page_bytes\":").append(map.pageBytes());
        out.append(",\"pages\":").append(map.pages()).append(",\"classes\":[");
        for (SlabMap.SizeClass each : map.classes()) {
            out.append(out.charAt(out.length() - 1) == '[' ? "" : ",");
            out.append("{\"class_bytes\":").append(each.slotBytes());
            out.append(",\"pages\":").append(each.pages());
            out.append(",\"slots\":").append(each.slots());
            out.append(",\"used_slots\":").append(each.usedSlots()).append('}');
        }
        responses.json(exchange, 200, out.append("]}\n").toString());
    }

    private void top(Exchange exchange) {
        int limit;
        try {
            limit = Integer.parseInt(parameter(exchange.request(), "limit", "" + USUAL_TOP));
        } catch (NumberFormatException e) {
            limit = 0;
        }
        if (limit < 1 || limit > MOST_TOP) {
            String sentence = "limit is a number from 1 to " + MOST_TOP + ".";
            responses.text(exchange, 400, sentence, Fields.EMPTY);
            return;
        }
        catalog.top(limit, json -> exchange.eventLoop().execute(() -> bytes(exchange, json)));
    }

    private void object(Exchange exchange) {
        String name = parameter(exchange.request(), "key", "");
        if (name.isEmpty()) {
            responses.text(exchange, 400, "key says which object is meant.", Fields.EMPTY);
            return;
        }
        catalog.object(
                name,
                edge.insight(),
                json ->
                        exchange.eventLoop()
                                .execute(() -> {
                                    if (json.length == 0) {
                                        responses.text(
                                                exchange,
                                                404,
                                                "No edge has this object.",
                                                Fields.EMPTY);
                                    } else {
                                        bytes(exchange, json);
                                    }
                                }));
    }

    /** What a purge would remove; it is done elsewhere, by DELETE and POST /purge. */
    private void purge(Exchange exchange) {
        String key = parameter(exchange.request(), "key", "");
        String prefix = parameter(exchange.request(), "prefix", "");
        Consumer<byte[]> answer = json -> exchange.eventLoop().execute(() -> bytes(exchange, json));
        if (key.isEmpty() == prefix.isEmpty()) {
            String sentence = "key or prefix says what is to be counted; tags cannot be.";
            responses.text(exchange, 400, sentence, Fields.EMPTY);
        } else if (prefix.isEmpty()) {
            catalog.countKey(key, answer);
        } else {
            catalog.countPrefix(prefix, answer);
        }
    }

    private static String parameter(RequestHead request, String name, String otherwise) {
        int mark = request.target().indexOf('?');
        String query = mark < 0 ? "" : request.target().substring(mark + 1);
        for (String each : query.split("&", -1)) {
            if (each.startsWith(name + "=")) {
                try {
                    return URLDecoder.decode(
                            each.substring(name.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException _) {
                    return "";
                }
            }
        }
        return otherwise;
    }

    private void session(Exchange exchange) {
        RequestHead request = exchange.request();
        switch (request.method()) {
            case "POST" -> {
                if (isAllowed(access.mayWrite(request, address(exchange)))) {
                    String cookie = access.sessions().begin(exchange.secure());
                    responses.empty(exchange, 204, Fields.of("Set-Cookie", cookie));
                } else {
                    responses.unauthorized(exchange);
                }
            }
            case "DELETE" -> {
                String cookie = access.sessions().end(request, exchange.secure());
                responses.empty(exchange, 204, Fields.of("Set-Cookie", cookie));
            }
            default -> {
                Fields allow = Fields.of("Allow", "POST, DELETE");
                responses.text(exchange, 405, "Use POST or DELETE.", allow);
            }
        }
    }

    // ---- What is to be done by the cluster.

    private void cluster(Exchange exchange) {
        if (!exchange.request().method().equals("POST")) {
            responses.text(exchange, 405, "Use POST.", Fields.of("Allow", "POST"));
        } else if (!isAllowed(access.mayWrite(exchange.request(), address(exchange)))) {
            responses.unauthorized(exchange);
        } else {
            exchange.receiveBody(
                    new SmallBody(
                            body -> order(exchange, body),
                            () -> error(exchange, 413, "TooLarge", "the body is too long")));
        }
    }

    private void order(Exchange exchange, byte[] body) {
        LongFunction<Request> request;
        try {
            request = ClusterOrder.read(body);
        } catch (IOException e) {
            error(exchange, 400, "InvalidRequest", String.valueOf(e.getMessage()));
            return;
        }
        leader.ask(request, reply -> exchange.eventLoop().execute(() -> answer(exchange, reply)));
    }

    private void answer(Exchange exchange, Reply reply) {
        switch (reply) {
            case Reply.Failed(long _, ErrorCode code, String message) ->
                    error(exchange, status(code), code.text(), message);
            case Reply.NotLeader(long _, String _, String message) ->
                    error(exchange, 503, "NotLeader", message);
            default -> responses.json(exchange, 200, "{\"ok\":true}\n");
        }
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case NOT_FOUND -> 404;
            case INVALID_KEY, INVALID_REQUEST -> 400;
            case TOO_LARGE -> 413;
            case UNAUTHORIZED -> 403;
            case CAS_FAILED -> 409;
            case NOT_LEADER, NO_LEADER, TIMEOUT, OVERLOADED -> 503;
            case INTERNAL -> 500;
        };
    }

    private void error(Exchange exchange, int status, String code, @Nullable String message) {
        String text =
                new String(JsonStringEncoder.getInstance().quoteAsString(String.valueOf(message)));
        String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + text + "\"}}\n";
        responses.json(exchange, status, body);
    }
}
