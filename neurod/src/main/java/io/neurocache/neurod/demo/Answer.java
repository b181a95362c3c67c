package io.neurocache.neurod.demo;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the origin has decided to say, before it says it. Immutable; sent once, on any thread. */
sealed interface Answer {
    /** The status to send, 0 for none. */
    int status();

    void send(HttpExchange exchange) throws IOException;

    static Reply text(int status, String type, String text) {
        Body body = Body.of(text.getBytes(StandardCharsets.UTF_8));
        return new Reply(status, Map.of("Content-Type", type), body, 0, body.lengthBytes());
    }

    /** A head with {@code count} bytes of a body from {@code offset}. */
    record Reply(int status, Map<String, String> headers, Body body, long offset, long count)
            implements Answer {
        Reply with(String name, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, offset, count);
        }

        @Override
        public void send(HttpExchange exchange) throws IOException {
            headers.forEach(exchange.getResponseHeaders()::set);
            boolean isHead = exchange.getRequestMethod().equals("HEAD");
            if (isHead) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(count));
            }
            boolean hasBody = count > 0 && !isHead;
            exchange.sendResponseHeaders(status, hasBody ? count : -1);
            if (hasBody) {
                body.write(exchange.getResponseBody(), offset, count);
            }
        }
    }

    /** Lines of text of no announced length, one after each pause. */
    record Drip(int lines, Duration pause) implements Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public void send(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "public, max-age=30");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            for (int line = 1; line <= lines; line++) {
                holdBack(pause);
                out.write(
                        ("drop " + line + " of " + lines + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    /** The connection is closed without a word. */
    record Drop() implements Answer {
        @Override
        public int status() {
            return 0;
        }

        @Override
        public void send(HttpExchange exchange) {
            exchange.close();
        }
    }

    /** A body of which only the first half is sent before the connection is closed. */
    record Truncated(Body body) implements Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public void send(HttpExchange exchange) throws IOException {
            exchange.getResponseHeaders().set("Cache-Control", "public, max-age=60");
            exchange.sendResponseHeaders(200, body.lengthBytes());
            OutputStream out = exchange.getResponseBody();
            body.write(out, 0, body.lengthBytes() / 2);
            out.flush();
            exchange.close();
        }
    }

    /** Holds the answer back for a while, as a busy origin does. */
    static void holdBack(Duration pause) throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped =
                    new InterruptedIOException("stopped while holding an answer back");
            stopped.initCause(e);
            throw stopped;
        }
    }
}
