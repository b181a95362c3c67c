package io.neurocache.edge.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.neurocache.edge.exchange.Exchange;
import io.neurocache.edge.exchange.ExchangeHandler;
import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.rules.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The origin of the server's tests. Safe from any loop.
 *
 * <ul>
 *   <li>{@code GET /bytes/N}: N bytes of {@link Pattern} with Content-Length
 *   <li>{@code GET /open/N}: the same without Content-Length, with a trailer
 *   <li>{@code POST /sum}: the SHA-256 of the body, in hex, and its length
 *   <li>{@code POST /ignore}: an answer at once, the body is not looked at
 *   <li>{@code GET /held}: no answer until {@link #release}
 *   <li>{@code GET /begun}: a head and the beginning of a body, and their end at {@link #release}
 *   <li>{@code GET /cookie}: the request's first Cookie line
 *   <li>{@code GET /length}: the length of the request's body, as it is known at the head
 *   <li>{@code /over}, {@code /under}: a body longer or shorter than its Content-Length
 *   <li>anything else: method, protocol, authority and target
 * </ul>
 */
final class EchoHandler implements ExchangeHandler {
    final AtomicInteger handled = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final AtomicInteger broken = new AtomicInteger();
    final AtomicLong handedOver = new AtomicLong();
    private final java.util.Queue<Exchange> held =
            new java.util.concurrent.ConcurrentLinkedQueue<>();

    @Override
    public void handle(Exchange exchange) {
        handled.incrementAndGet();
        RequestHead request = exchange.request();
        String target = request.target();
        exchange.listen(new Ending());
        if (target.startsWith("/bytes/")) {
            new Sender(exchange, Long.parseLong(target.substring(7)), true).start();
        } else if (target.startsWith("/open/")) {
            new Sender(exchange, Long.parseLong(target.substring(6)), false).start();
        } else if (target.equals("/sum")) {
            exchange.receiveBody(new Summer(exchange));
        } else if (target.equals("/paused")) {
            exchange.receiveBody(new Summer(exchange));
            exchange.pauseBody();
            held.add(exchange);
        } else if (target.equals("/held")) {
            held.add(exchange);
        } else if (target.equals("/begun")) {
            exchange.respond(new ResponseHead(200, Fields.EMPTY), Unpooled.EMPTY_BUFFER, true);
            exchange.writeBody(Unpooled.copiedBuffer("begun", StandardCharsets.ISO_8859_1));
            held.add(exchange);
        } else if (target.equals("/over") || target.equals("/under")) {
            wrongLength(exchange, target.equals("/over") ? 12 : 8);
        } else if (target.equals("/cookie")) {
            text(exchange, 200, String.valueOf(request.fields().first("cookie")));
        } else if (target.equals("/length")) {
            text(exchange, 200, Long.toString(exchange.requestBodyLength()));
        } else if (target.equals("/throw")) {
            throw new IllegalStateException("thrown by the test's handler");
        } else {
            text(exchange, 200, describe(exchange));
        }
    }

    private static String describe(Exchange exchange) {
        RequestHead request = exchange.request();
        return request.method()
                + " "
                + exchange.protocol()
                + " "
                + request.scheme()
                + " "
                + request.authority()
                + " "
                + request.target();
    }

    private static void wrongLength(Exchange exchange, int bytes) {
        exchange.respond(
                new ResponseHead(200, Fields.of("Content-Length", "10")),
                Unpooled.EMPTY_BUFFER,
                true);
        exchange.writeBody(Unpooled.wrappedBuffer(new byte[bytes]));
        exchange.finish(Fields.EMPTY);
    }

    /** Answers all held requests, and lets all paused bodies go on. */
    void release() {
        for (Exchange exchange = held.poll(); exchange != null; exchange = held.poll()) {
            Exchange one = exchange;
            one.eventLoop()
                    .execute(() -> {
                        if (one.request().target().equals("/held")) {
                            text(one, 200, "released");
                        } else if (one.request().target().equals("/begun")) {
                            one.finish(Fields.EMPTY);
                        } else {
                            one.resumeBody();
                        }
                    });
        }
    }

    int heldCount() {
        return held.size();
    }

    static void text(Exchange exchange, int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String block =
                "Content-Type: text/plain\r\nX-Stored: yes\r\nContent-Length: "
                        + bytes.length
                        + "\r\n";
        exchange.respond(
                new ResponseHead(status, Fields.of("Server", "test")),
                Unpooled.copiedBuffer(block, StandardCharsets.ISO_8859_1),
                true);
        if (!exchange.request().method().equals("HEAD")) {
            exchange.writeBody(Unpooled.wrappedBuffer(bytes));
        }
        exchange.finish(Fields.EMPTY);
    }

    private class Ending implements Exchange.Listener {
        @Override
        public void writable() {}

        @Override
        public void closed(boolean complete) {
            (complete ? completed : broken).incrementAndGet();
        }
    }

    /** Sends while the exchange is writable, and counts what it has handed over. */
    private final class Sender extends Ending {
        private final Exchange exchange;
        private final long length;
        private final boolean announced;
        private long position;

        Sender(Exchange exchange, long length, boolean announced) {
            this.exchange = exchange;
            this.length = length;
            this.announced = announced;
        }

        void start() {
            Fields.Builder fields =
                    Fields.builder().add("Content-Type", "application/octet-stream");
            if (announced) {
                fields.add("Content-Length", Long.toString(length));
            }
            exchange.listen(this);
            exchange.respond(new ResponseHead(200, fields.build()), Unpooled.EMPTY_BUFFER, true);
            writable();
        }

        @Override
        public void writable() {
            while (position < length && exchange.isWritable()) {
                ByteBuf data = Pattern.buffer(position, (int) Math.min(60_000, length - position));
                position += data.readableBytes();
                handedOver.addAndGet(data.readableBytes());
                exchange.writeBody(data);
            }
            if (position == length) {
                position++;
                boolean bare = announced || length == 0;
                exchange.finish(bare ? Fields.EMPTY : Fields.of("X-Trailer", "end"));
            }
        }
    }

    private static final class Summer implements Exchange.BodyReceiver {
        private final Exchange exchange;
        private final MessageDigest digest = sha256();
        private long length;

        Summer(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void data(ByteBuf data) {
            length += data.readableBytes();
            digest.update(data.nioBuffer());
            data.release();
        }

        @Override
        public void end(Fields trailers) {
            String sum = HexFormat.of().formatHex(digest.digest());
            String trailer = trailers.first("X-Trailer");
            text(exchange, 200, sum + " " + length + (trailer == null ? "" : " " + trailer));
        }

        @Override
        public void failed(String reason) {
            text(exchange, 400, reason);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
