package io.neurocache.edge.server;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a request's head of the fields of an HTTP/2 or HTTP/3 header section, by the rules of RFC
 * 9113 §8.2 and §8.3 (RFC 9114 §4.2 and §4.3 are the same). Confined to one request.
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
    private final StringBuilder cookies = new StringBuilder();
    private @Nullable String method;
    private @Nullable String scheme;
    private @Nullable String authority;
    private @Nullable String path;
    private @Nullable String host;
    private @Nullable String malformed;
    private long length = -1;
    private int count;
    private boolean regularSeen;
    private boolean expects;
    private boolean expectationKnown;

    private StreamHead() {}

    static Result read(
            Iterable<Map.Entry<CharSequence, CharSequence>> section,
            boolean secure,
            ServerLimits limits) {
        StreamHead head = new StreamHead();
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            head.field(field.getKey().toString(), field.getValue().toString());
            if (head.malformed != null) {
                return new Result.Malformed(head.malformed);
            }
        }
        return head.result(secure, limits);
    }

    /** The fields of a trailer section, or null when it is malformed. */
    static @Nullable Fields trailers(Iterable<Map.Entry<CharSequence, CharSequence>> section) {
        StreamHead head = new StreamHead();
        head.regularSeen = true;
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            head.field(field.getKey().toString(), field.getValue().toString());
            if (head.malformed != null) {
                return null;
            }
        }
        return head.fields.build();
    }

    private void field(String name, String value) {
        if (!isFieldValue(value)) {
            malformed = "a field value has a control character or a blank at its edge";
        } else if (name.startsWith(":")) {
            pseudo(name, value);
        } else {
            regularSeen = true;
            regular(name, value);
        }
    }

    private void pseudo(String name, String value) {
        if (regularSeen) {
            malformed = "a pseudo field after a field";
            return;
        }
        switch (name) {
            case ":method" -> method = once(method, value);
            case ":scheme" -> scheme = once(scheme, value);
            case ":authority" -> authority = once(authority, value);
            case ":path" -> path = once(path, value);
            default -> malformed = "an unknown pseudo field";
        }
    }

    private String once(@Nullable String before, String value) {
        if (before != null) {
            malformed = "a pseudo field twice";
        }
        return value;
    }

    private void regular(String name, String value) {
        count++;
        if (!isLowerCaseToken(name)
                || Http1Head.isConnectionSpecific(name)
                || (name.equals("te") && !value.equalsIgnoreCase("trailers"))) {
            malformed = "a field name that must not be here";
            return;
        }
        switch (name) {
            case "host" -> host(value);
            case "cookie" -> cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
            case "content-length" -> contentLength(value);
            case "expect" -> {
                expectationKnown = !expects && value.equalsIgnoreCase("100-continue");
                expects = true;
                fields.add(name, value);
            }
            default -> fields.add(name, value);
        }
    }

    private void host(String value) {
        if (host != null) {
            malformed = "two hosts";
        }
        host = value;
    }

    private void contentLength(String value) {
        long parsed = FieldBlock.parseLength(value);
        if (parsed < 0 || (length >= 0 && length != parsed)) {
            malformed = "a malformed content-length";
        } else if (length < 0) {
            length = parsed;
            fields.add("content-length", value);
        }
    }

    private Result result(boolean secure, ServerLimits limits) {
        if (method == null || !isToken(method)) {
            return new Result.Malformed("no method");
        }
        if (method.equals("CONNECT")) {
            return new Result.Refused(501, "this is not a tunnel");
        }
        if (scheme == null || path == null || !isPath(method, path)) {
            return new Result.Malformed("no scheme or no path");
        }
        String target = authority == null ? host : authority;
        if (target == null
                || !Authority.isValid(target)
                || (host != null && !host.equalsIgnoreCase(target))) {
            return new Result.Malformed("no authority, or two");
        }
        if (path.length() > limits.uriBytes()) {
            return new Result.Refused(414, "the request target is too long");
        }
        if (count > limits.fields()) {
            return new Result.Refused(431, "there are too many fields");
        }
        if (expects && !expectationKnown) {
            return new Result.Refused(417, "the expectation is not known");
        }
        if (length > limits.bodyBytes()) {
            return new Result.Refused(413, "the body is too large");
        }
        if (!cookies.isEmpty()) {
            fields.add("cookie", cookies.toString());
        }
        String named = secure ? "https" : "http";
        return new Result.Valid(
                new RequestHead(method, named, target, path, fields.build()), length);
    }

    private static boolean isPath(String method, String path) {
        if (!path.startsWith("/")) {
            return path.equals("*") && method.equals("OPTIONS");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c > 0x7e || c == '#' || !HttpBytes.isVisible((byte) c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e || !HttpBytes.isToken((byte) c)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLowerCaseToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return isToken(text);
    }

    private static boolean isFieldValue(String value) {
        int last = value.length() - 1;
        if (last < 0) {
            return true;
        }
        for (int i = 0; i <= last; i++) {
            char c = value.charAt(i);
            if (c > 0xff || !HttpBytes.isFieldByte((byte) c)) {
                return false;
            }
        }
        return !HttpBytes.isBlank((byte) value.charAt(0))
                && !HttpBytes.isBlank((byte) value.charAt(last));
    }
}
