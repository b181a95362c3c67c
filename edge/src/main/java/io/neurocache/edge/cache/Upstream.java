package io.neurocache.edge.cache;

import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.Tokens;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes the request that goes to an origin out of a client's. Immutable; safe from any thread.
 *
 * <p>The authority is left empty: it is that of the origin address which gets the request.
 */
final class Upstream {
    /** Names this process in Via, so that a request that comes back is recognised. */
    private final String pseudonym =
            "neurocache-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    /** Says whether a request has passed through this very process before (RFC 9110 §7.6.3). */
    boolean hasLooped(RequestHead request) {
        for (String entry : Tokens.list(request.fields(), "Via")) {
            if (entry.contains(pseudonym)) {
                return true;
            }
        }
        return false;
    }

    /** The request as the client made it, preconditions and ranges included. */
    RequestHead relayed(Exchange exchange, Subject subject) {
        Fields.Builder fields = forwarded(exchange);
        return head(exchange.request().method(), subject, fields.build());
    }

    /** A request for the whole response, which may then be stored and shared. */
    RequestHead whole(Exchange exchange, Subject subject, Fields validators) {
        Fields.Builder fields =
                forwarded(exchange)
                        .remove("Range")
                        .remove("If-Range")
                        .remove("If-Match")
                        .remove("If-None-Match")
                        .remove("If-Modified-Since")
                        .remove("If-Unmodified-Since")
                        .addAll(validators);
        return head("GET", subject, fields.build());
    }

    private Fields.Builder forwarded(Exchange exchange) {
        RequestHead request = exchange.request();
        Fields fields = request.fields();
        String via = exchange.protocol().version() + " " + pseudonym;
        String client = exchange.remoteAddress().getAddress().getHostAddress();
        return HopByHop.endToEnd(fields).toBuilder()
                .remove("Host")
                .remove("Expect")
                .remove("Content-Length")
                .set("Via", appended(fields, "Via", via))
                .set("X-Forwarded-For", appended(fields, "X-Forwarded-For", client))
                .set("X-Forwarded-Host", request.authority());
    }

    private static String appended(Fields fields, String name, String value) {
        String before = fields.combined(name);
        return before == null ? value : before + ", " + value;
    }

    private static RequestHead head(String method, Subject subject, Fields fields) {
        return new RequestHead(method, "http", "", subject.target(), fields);
    }
}
