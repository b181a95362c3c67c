package io.neurocache.neurod.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.HttpDate;
import io.neurocache.edge.rules.ResponseHead;
import java.time.Clock;

/** Sends what the node itself says. Stateless but for its clock; event loop only. */
final class Responses {
    static final String JSON = "application/json";

    private final Clock clock;

    Responses(Clock clock) {
        this.clock = clock;
    }

    void json(Exchange exchange, int status, String body) {
        send(exchange, status, JSON, body.getBytes(UTF_8), Fields.EMPTY);
    }

    /** One sentence for a person. */
    void text(Exchange exchange, int status, String sentence, Fields more) {
        byte[] body = (sentence + "\n").getBytes(UTF_8);
        send(exchange, status, "text/plain; charset=utf-8", body, more);
    }

    /** What is never to be stored by anybody. */
    void send(Exchange exchange, int status, String type, byte[] body, Fields more) {
        Fields fields =
                Fields.of("Content-Type", type, "Cache-Control", "no-store").toBuilder()
                        .addAll(more)
                        .build();
        send(exchange, status, fields, body);
    }

    /** A body with these fields, besides those that every response has. */
    void send(Exchange exchange, int status, Fields more, byte[] body) {
        Fields fields =
                Fields.of(
                                "Date",
                                HttpDate.format(clock.millis()),
                                "Content-Length",
                                Integer.toString(body.length))
                        .toBuilder()
                        .addAll(more)
                        .build();
        boolean hasBody = body.length > 0 && !exchange.request().method().equals("HEAD");
        exchange.respond(new ResponseHead(status, fields), Unpooled.EMPTY_BUFFER, hasBody);
        if (hasBody) {
            exchange.writeBody(Unpooled.wrappedBuffer(body));
            exchange.finish(Fields.EMPTY);
        }
    }

    /** Neither body nor type. */
    void empty(Exchange exchange, int status, Fields more) {
        Fields fields =
                Fields.of("Date", HttpDate.format(clock.millis()), "Cache-Control", "no-store")
                        .toBuilder()
                        .addAll(more)
                        .build();
        exchange.respond(new ResponseHead(status, fields), Unpooled.EMPTY_BUFFER, false);
    }

    void unauthorized(Exchange exchange) {
        Fields challenge = Fields.of("WWW-Authenticate", "Bearer realm=\"neurocache\"");
        text(exchange, 401, "From here this needs the node's token.", challenge);
    }
}
