package io.neurocache.edge.cache;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.coherence.Cluster;
import io.neurocache.edge.coherence.Order;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.rules.Fields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * {@code POST /purge}: when it is answered, no edge serves what it names any more.
 *
 * <p>Event loop only: the exchange's.
 */
final class Purge implements Exchange.BodyReceiver {
    /** The longest body. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    private final Cache cache;
    private final Exchange exchange;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    private boolean over;

    private Purge(Cache cache, Exchange exchange) {
        this.cache = cache;
        this.exchange = exchange;
    }

    /** Takes the body, and does what it says. */
    static void start(Cache cache, Exchange exchange) {
        if (!exchange.request().method().equals("POST")) {
            Fields allow = Fields.of("Allow", "POST");
            cache.answers().text(exchange, 405, "Use POST.", allow);
        } else if (exchange.requestBodyLength() > MAX_BODY_BYTES) {
            tooLarge(cache, exchange);
        } else {
            exchange.receiveBody(new Purge(cache, exchange));
        }
    }

    @Override
    public void data(ByteBuf data) {
        try {
            take(data);
        } finally {
            data.release();
        }
    }

    private void take(ByteBuf data) {
        if (over) {
            return;
        }
        if (body.size() + data.readableBytes() > MAX_BODY_BYTES) {
            over = true;
            tooLarge(cache, exchange);
            return;
        }
        try {
            data.readBytes(body, data.readableBytes());
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    @Override
    public void end(Fields trailers) {
        if (over) {
            return;
        }
        over = true;
        switch (PurgeBody.read(body.toByteArray())) {
            case PurgeBody.Result.Accepted(Order order) ->
                    cache.ordering().give(exchange, order, this::answer);
            case PurgeBody.Result.Refused(String sentence) ->
                    cache.answers().text(exchange, 400, sentence);
        }
    }

    private void answer(Cluster.Outcome outcome) {
        switch (outcome) {
            case Cluster.Outcome.Done(long index, boolean isFound) ->
                    cache.answers()
                            .json(
                                    exchange,
                                    200,
                                    "{\"index\":" + index + ",\"found\":" + isFound + "}");
            case Cluster.Outcome.Unknown unknown -> cache.ordering().unknown(exchange, unknown);
        }
    }

    @Override
    public void failed(String reason) {
        over = true;
    }

    private static void tooLarge(Cache cache, Exchange exchange) {
        String text = "The body of a purge may have at most " + MAX_BODY_BYTES + " bytes.";
        cache.answers().text(exchange, 413, text);
    }
}
