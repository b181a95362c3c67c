package io.neurocache.edge.origin;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.ResponseHead;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Where a response's body ends and what may become of its connection (RFC 9112 §6.3, §9.3).
 *
 * <p>Stricter than the RFC where a sender and a receiver could disagree: a length beside chunks,
 * two lengths, and any transfer coding but a single {@code chunked} are refused instead of
 * repaired.
 */
sealed interface ResponseFraming {
    /** No body, whatever the fields say: an answer to HEAD, 204 or 304. */
    record None() implements ResponseFraming {}

    /** A body of so many bytes. */
    record Length(long bytes) implements ResponseFraming {}

    /** A body in chunks. */
    record Chunked() implements ResponseFraming {}

    /** A body that ends with its connection. */
    record UntilClose() implements ResponseFraming {}

    /** A body nobody can tell the end of. */
    record Refused(String reason) implements ResponseFraming {}

    /** The longest time an origin may ask us to keep a connection. */
    long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /**
     * Tells how the final response to a request is framed.
     *
     * @param http10 whether the response is HTTP/1.0, which has no chunks
     */
    static ResponseFraming of(String method, ResponseHead head, boolean http10) {
        Fields fields = head.fields();
        int lengths = fields.count("Content-Length");
        int codings = fields.count("Transfer-Encoding");
        if (lengths > 1) {
            return new Refused("more than one Content-Length");
        }
        if (codings > 0 && (http10 || lengths > 0)) {
            return new Refused("Transfer-Encoding beside Content-Length or in HTTP/1.0");
        }
        String coding = fields.first("Transfer-Encoding");
        if (coding != null && (codings > 1 || !coding.equalsIgnoreCase("chunked"))) {
            return new Refused("a transfer coding other than chunked");
        }
        String length = fields.first("Content-Length");
        long bytes = length == null ? -1 : parseLength(length);
        if (length != null && bytes < 0) {
            return new Refused("a Content-Length that is not a number");
        }
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new None();
        }
        if (coding != null) {
            return new Chunked();
        }
        return length == null ? new UntilClose() : new Length(bytes);
    }

    /** Length of the body as {@link OriginListener#head} tells it. */
    static long bodyLength(ResponseFraming framing) {
        return switch (framing) {
            case None _ -> 0;
            case Length length -> length.bytes();
            case Chunked _, UntilClose _, Refused _ -> -1;
        };
    }

    /** Whether the connection lives on after this response. */
    static boolean keepsConnection(ResponseFraming framing, ResponseHead head, boolean http10) {
        boolean delimited =
                switch (framing) {
                    case None _, Length _, Chunked _ -> true;
                    case UntilClose _, Refused _ -> false;
                };
        return delimited && !http10 && !hasToken(head.fields(), "Connection", "close");
    }

    /**
     * How long the connection may be idle: a second less than {@code Keep-Alive: timeout=N} says,
     * so that we are the one who closes; 0 when it should not be kept at all.
     */
    static long idleNanos(Fields fields, long usualNanos) {
        for (String value : fields.all("Keep-Alive")) {
            for (String parameter : value.split(",", -1)) {
                String text = parameter.strip().toLowerCase(Locale.ROOT);
                if (text.startsWith("timeout=")) {
                    long seconds = parseLength(text.substring("timeout=".length()));
                    return seconds < 0 ? usualNanos : nanosBelow(seconds);
                }
            }
        }
        return Math.min(usualNanos, MAX_IDLE_NANOS);
    }

    private static long nanosBelow(long seconds) {
        long nanos = TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1));
        return Math.min(nanos, MAX_IDLE_NANOS);
    }

    private static boolean hasToken(Fields fields, String name, String token) {
        for (String value : fields.all(name)) {
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the number, or -1 when the text is anything but one to eighteen digits. */
    private static long parseLength(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }
}
