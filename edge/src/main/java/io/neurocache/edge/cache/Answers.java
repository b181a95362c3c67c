package io.neurocache.edge.cache;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Small answers the edge makes itself. Event loop only. */
final class Answers {
    private final Clock clock;

    Answers(Clock clock) {
        this.clock = clock;
    }

    /** Sends one line of text with a status, never to be cached. */
    void text(Exchange exchange, int status, String sentence) {
        text(exchange, status, sentence, Fields.EMPTY);
    }

    /** The same with further field lines. */
    void text(Exchange exchange, int status, String sentence, Fields more) {
        send(exchange, status, "text/plain; charset=utf-8", sentence, more);
    }

    private void send(Exchange exchange, int status, String type, String line, Fields more) {
        byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
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

    /** Sends a head alone, for statuses that carry no body. */
    void empty(Exchange exchange, int status, Fields more) {
        Fields.Builder fields = Fields.builder().add("Date", HttpDate.format(clock.millis()));
        if (status != 204 && status != 304) {
            fields.add("Content-Length", "0");
        }
        ResponseHead head = new ResponseHead(status, fields.addAll(more).build());
        exchange.respond(head, Unpooled.EMPTY_BUFFER, false);
    }

    /** Says that an object is not in the state that a request to change it demands. */
    void preconditionFailed(Exchange exchange) {
        text(exchange, 412, "The object is not what the request's preconditions demand.");
    }

    /** Says that a token is needed (RFC 6750 §3). */
    void unauthorized(Exchange exchange) {
        text(
                exchange,
                401,
                "From here this needs the node's token: Authorization: Bearer TOKEN.",
                Fields.of("WWW-Authenticate", "Bearer realm=\"neurocache\""));
    }

    /** Says that what is stored cannot be vouched for. */
    void cutOff(Exchange exchange) {
        unavailable(
                exchange,
                "This edge is cut off from its cluster and cannot tell whether its object was"
                        + " purged.");
    }

    /** Says that something cannot be done now, and to try again. */
    void unavailable(Exchange exchange, String sentence) {
        text(exchange, 503, sentence, Fields.of("Retry-After", "1"));
    }

    /** Sends a JSON text. */
    void json(Exchange exchange, int status, String json) {
        send(exchange, status, "application/json", json, Fields.EMPTY);
    }

    /** Says that too many wait for the same thing. */
    void overloaded(Exchange exchange) {
        unavailable(exchange, "Too many requests wait for this object.");
    }
}
