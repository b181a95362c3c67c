package io.neurocache.edge.cache;

import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Conditional;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HopByHop;
import io.neurocache.edge.rules.PeerQuestion;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.rules.Tokens;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

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
        if (!request.fields().contains("Via")) {
            return false;
        }
        for (String entry : Tokens.list(request.fields(), "Via")) {
            if (entry.contains(pseudonym)) {
                return true;
            }
        }
        return false;
    }

    /** The request that fetches a whole response, with the validators of a stored one if any. */
    RequestHead fill(Exchange exchange, Subject subject, @Nullable ResponseHead stored) {
        RequestHead forwarded = forwarded(exchange, subject, "GET");
        return stored == null
                ? Conditional.fillRequest(forwarded)
                : Conditional.validationRequest(forwarded, List.of(stored));
    }

    /**
     * The same as another edge is asked: for the path and the site that the client named.
     *
     * @param toOrigin what {@link #fill} made
     * @return null where the client named no site
     */
    @Nullable RequestHead toPeers(Exchange exchange, RequestHead toOrigin) {
        RequestHead request = exchange.request();
        return request.authority().isEmpty()
                ? null
                : new RequestHead(
                        "GET",
                        request.scheme(),
                        request.authority(),
                        request.target(),
                        toOrigin.fields());
    }

    /**
     * A client's request as it goes on to an origin, its preconditions and ranges included.
     *
     * @param method the method to use, which is not the client's when a HEAD becomes a fill
     */
    RequestHead forwarded(Exchange exchange, Subject subject, String method) {
        RequestHead request = exchange.request();
        Fields fields = request.fields();
        String via = exchange.protocol().version() + " " + pseudonym;
        String client = exchange.remoteAddress().getAddress().getHostAddress();
        Fields forwarded =
                HopByHop.endToEnd(fields).toBuilder()
                        .remove("Host")
                        .remove("Expect")
                        .remove("Content-Length")
                        .remove(PeerQuestion.NAME)
                        .set("Via", appended(fields, "Via", via))
                        .set("X-Forwarded-For", appended(fields, "X-Forwarded-For", client))
                        .set("X-Forwarded-Host", request.authority())
                        .build();
        return new RequestHead(method, request.scheme(), "", subject.target(), forwarded);
    }

    private static String appended(Fields fields, String name, String value) {
        String before = fields.combined(name);
        return before == null ? value : before + ", " + value;
    }
}
