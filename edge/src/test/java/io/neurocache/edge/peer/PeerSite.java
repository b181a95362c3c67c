package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.rules.ByteRanges;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import io.neurocache.edge.server.Pattern;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a peer holds in these tests. Safe from any loop.
 *
 * <ul>
 *   <li>{@code /bytes/N}: N bytes of {@link Pattern}, with ranges and an ETag
 *   <li>{@code /open/N}: the same without Content-Length, with a trailer
 *   <li>{@code /break/N}: half of N bytes, then the stream is reset; without Content-Length
 *   <li>{@code /stall/N}: N of a million bytes, and then nothing
 *   <li>{@code /held}: no answer until {@link #release}
 *   <li>anything else: 404 that repeats authority, target and the field {@code x-asked}
 * </ul>
 */
final class PeerSite implements ExchangeHandler {
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger broken = new AtomicInteger();
    final AtomicLong handedOver = new AtomicLong();
    private final Queue<Exchange> held = new ConcurrentLinkedQueue<>();

    @Override
    public void handle(Exchange exchange) {
        requests.incrementAndGet();
        RequestHead request = exchange.request();
        String target = request.target();
        exchange.listen(new Ending());
        if (target.startsWith("/bytes/")) {
            bytes(exchange, number(target));
        } else if (target.startsWith("/open/")) {
            new Sender(exchange, 0, number(target), false).start(Fields.builder(), 200);
        } else if (target.startsWith("/break/")) {
            new Sender(exchange, 0, number(target), true).start(Fields.builder(), 200);
        } else if (target.startsWith("/stall/")) {
            Fields length = Fields.of("Content-Length", "1000000");
            exchange.respond(new ResponseHead(200, length), Unpooled.EMPTY_BUFFER, true);
            exchange.writeBody(Pattern.buffer(0, (int) number(target)));
        } else if (target.equals("/held")) {
            held.add(exchange);
        } else {
            notFound(exchange);
        }
    }

    private static long number(String target) {
        return Long.parseLong(target.substring(target.lastIndexOf('/') + 1));
    }

    private void bytes(Exchange exchange, long length) {
        Fields.Builder fields = Fields.builder().add("ETag", "\"" + length + "\"");
        ResponseHead whole = new ResponseHead(200, fields.build());
        switch (ByteRanges.select(exchange.request(), whole, length, 0)) {
            case ByteRanges.Whole _ -> send(exchange, fields, 200, 0, length);
            case ByteRanges.Single part -> {
                fields.add("Content-Range", ByteRanges.contentRange(part, length));
                send(exchange, fields, 206, part.first(), part.length());
            }
            case ByteRanges.Multi _, ByteRanges.Unsatisfiable _ -> {
                fields.add("Content-Range", ByteRanges.unsatisfiedContentRange(length));
                send(exchange, fields, 416, 0, 0);
            }
        }
    }

    private void send(
            Exchange exchange, Fields.Builder fields, int status, long from, long length) {
        fields.add("Content-Length", Long.toString(length));
        if (exchange.request().method().equals("HEAD")) {
            exchange.respond(
                    new ResponseHead(status, fields.build()), Unpooled.EMPTY_BUFFER, false);
        } else {
            new Sender(exchange, from, length, false).start(fields, status);
        }
    }

    private static void notFound(Exchange exchange) {
        RequestHead request = exchange.request();
        Fields fields =
                Fields.of(
                        "Content-Length",
                        "0",
                        "x-target",
                        request.target(),
                        "x-authority",
                        request.authority(),
                        "x-asked",
                        String.valueOf(request.fields().first("x-asked")));
        exchange.respond(new ResponseHead(404, fields), Unpooled.EMPTY_BUFFER, false);
    }

    int heldCount() {
        return held.size();
    }

    /** Answers all held requests. */
    void release() {
        for (Exchange one = held.poll(); one != null; one = held.poll()) {
            Exchange exchange = one;
            exchange.eventLoop().execute(() -> notFound(exchange));
        }
    }

    private class Ending implements Exchange.Listener {
        @Override
        public void writable() {}

        @Override
        public void closed(boolean complete) {
            if (!complete) {
                broken.incrementAndGet();
            }
        }
    }

    /** Sends while the exchange is writable, and counts what it has handed over. */
    private final class Sender extends Ending {
        private final Exchange exchange;
        private final boolean breaks;
        private final long end;
        private long position;
        private boolean over;

        Sender(Exchange exchange, long from, long length, boolean breaks) {
            this.exchange = exchange;
            this.position = from;
            this.end = breaks ? from + length / 2 : from + length;
            this.breaks = breaks;
        }

        void start(Fields.Builder fields, int status) {
            exchange.listen(this);
            exchange.respond(new ResponseHead(status, fields.build()), Unpooled.EMPTY_BUFFER, true);
            writable();
        }

        @Override
        public void writable() {
            while (position < end && exchange.isWritable()) {
                ByteBuf data = Pattern.buffer(position, (int) Math.min(60_000, end - position));
                position += data.readableBytes();
                handedOver.addAndGet(data.readableBytes());
                exchange.writeBody(data);
            }
            if (position == end && !over) {
                over = true;
                if (breaks) {
                    exchange.abort();
                } else {
                    boolean open = exchange.request().target().startsWith("/open/");
                    exchange.finish(open ? Fields.of("X-Trailer", "end") : Fields.EMPTY);
                }
            }
        }
    }
}
