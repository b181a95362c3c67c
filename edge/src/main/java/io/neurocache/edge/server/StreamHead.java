package io.neurocache.edge.server;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Protocol;
import io.neurocache.edge.rules.RequestCheck;
import io.neurocache.edge.rules.RequestHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request's head of the fields of an HTTP/2 or HTTP/3 header section: takes the pseudo
 * fields out (RFC 9113 §8.3, RFC 9114 §4.3) and leaves the rest to {@link RequestCheck}. Confined
 * to one request.
 */
final class StreamHead {
    /** What came of a header section. */
    sealed interface Result {
        /** A request; {@code length} is that of Content-Length, or -1. */
        record Valid(RequestHead head, long length) implements Result {}

        /** A request that is understood and not served. */
        record Refused(int status, String reason) implements Result {}

        /** Not a request: the stream is reset. */
        record Malformed(String reason) implements Result {}
    }

    private final Fields.Builder fields = Fields.builder();
    private @Nullable StringBuilder cookies;
    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private boolean regularSeen;
    private boolean malformed;

    private StreamHead() {}

    static Result read(
            Iterable<Map.Entry<CharSequence, CharSequence>> section,
            Protocol protocol,
            boolean secure,
            ServerLimits limits) {
        StreamHead head = new StreamHead();
        head.readAll(section);
        if (head.malformed || head.method == null || head.scheme == null || head.path == null) {
            return new Result.Malformed("the pseudo fields are not those of a request");
        }
        RequestCheck.Received received =
                new RequestCheck.Received(
                        protocol,
                        secure ? "https" : "http",
                        head.method,
                        head.path,
                        head.authority == null ? "" : head.authority,
                        head.fields.build());
        return switch (RequestCheck.check(received, limits.checked())) {
            case RequestCheck.Refused(int status, String reason) ->
                    status == 400
                            ? new Result.Malformed(reason)
                            : new Result.Refused(status, reason);
            case RequestCheck.Accepted accepted -> accepted(accepted, limits);
        };
    }

    private static Result accepted(RequestCheck.Accepted accepted, ServerLimits limits) {
        String expected = accepted.head().fields().combined("expect");
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            return new Result.Refused(417, "the expectation is not known");
        }
        if (accepted.contentLength() > limits.bodyBytes()) {
            return new Result.Refused(413, "the body is too large");
        }
        return new Result.Valid(accepted.head(), accepted.contentLength());
    }

    /** The fields of a trailer section, or null when it has pseudo fields. */
    static @Nullable Fields trailers(Iterable<Map.Entry<CharSequence, CharSequence>> section) {
        StreamHead head = new StreamHead();
        head.regularSeen = true;
        head.readAll(section);
        return head.malformed ? null : head.fields.build();
    }

    private void readAll(Iterable<Map.Entry<CharSequence, CharSequence>> section) {
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            String name = field.getKey().toString();
            String value = field.getValue().toString();
            if (name.startsWith(":")) {
                pseudo(name, value);
            } else {
                regularSeen = true;
                regular(name, value);
            }
        }
        if (cookies != null) {
            fields.add("cookie", cookies.toString());
        }
    }

    /** RFC 9113 §8.2.3: a cookie may come in crumbs, and is one line everywhere else. */
    private void regular(String name, String value) {
        if (!name.equals("cookie")) {
            fields.add(name, value);
        } else if (cookies == null) {
            cookies = new StringBuilder(value);
        } else {
            cookies.append("; ").append(value);
        }
    }

    private void pseudo(String name, String value) {
        if (regularSeen) {
            malformed = true;
            return;
        }
        switch (name) {
            case ":method" -> method = once(method, value);
            case ":scheme" -> scheme = once(scheme, value);
            case ":authority" -> authority = once(authority, value);
            case ":path" -> path = once(path, value);
            default -> malformed = true;
        }
    }

    private String once(@Nullable String before, String value) {
        malformed |= before != null || value.isEmpty();
        return value;
    }
}
