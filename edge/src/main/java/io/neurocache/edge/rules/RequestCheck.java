package io.neurocache.edge.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The door of the edge: decides whether a request is one, strictly, whatever codec read it.
 * Stateless: safe from any thread; nothing here throws on input.
 *
 * <p>What is accepted has exactly one reading: one authority, one way to tell where the content
 * ends, no bytes that another parser could take for a line end.
 */
public final class RequestCheck {

    /** The answer to a start line with a version that this server does not speak. */
    public static final Refused UNSUPPORTED_VERSION =
            new Refused(505, "the HTTP version is not supported");

    private static final int BAD_REQUEST = 400;
    private static final int MAX_METHOD_CHARS = 32;

    private RequestCheck() {}

    /**
     * A request as a codec read it.
     *
     * @param scheme of the connection: {@code http} or {@code https}
     * @param target the request target of HTTP/1, or {@code :path}
     * @param authority {@code :authority}; empty where there was none, as always in HTTP/1
     * @param fields without pseudo fields
     */
    public record Received(
            Protocol protocol,
            String scheme,
            String method,
            String target,
            String authority,
            Fields fields) {}

    /**
     * How large a head may be.
     *
     * @param maxTargetChars of the target; more is answered with 414
     * @param maxFieldsBytes of all field lines; more is answered with 431
     * @param maxFieldLines more is answered with 431
     */
    public record Limits(int maxTargetChars, int maxFieldsBytes, int maxFieldLines) {

        /** 8 KiB of target, 32 KiB of fields, 128 lines. */
        public static final Limits DEFAULT = new Limits(8 * 1024, 32 * 1024, 128);
    }

    /** The decision. */
    public sealed interface Result {}

    /**
     * It is a request.
     *
     * @param head with the target in origin form (or {@code *}), and the effective authority
     * @param contentLength of the content, 0 where there is none, {@link #UNTIL_END} where only its
     *     end tells
     */
    public record Accepted(RequestHead head, long contentLength) implements Result {}

    /**
     * It is none: answer this and close the connection or reset the stream.
     *
     * @param status 400, 414, 431, 501 or 505
     * @param reason a sentence for the answer and the log, without anything from the request
     */
    public record Refused(int status, String reason) implements Result {}

    /** The content ends where its framing says so. */
    public static final long UNTIL_END = -1;

    /** Checks a request. */
    public static Result check(Received received, Limits limits) {
        Refused tooLarge = size(received, limits);
        if (tooLarge != null) {
            return tooLarge;
        }
        if (received.method().length() > MAX_METHOD_CHARS || !Tokens.isToken(received.method())) {
            return bad("the method is not a token");
        }
        if (received.method().equals("CONNECT")) {
            return new Refused(501, "CONNECT is not implemented");
        }
        String wrongField = FieldCheck.syntax(received.protocol(), received.fields());
        if (wrongField != null) {
            return bad(wrongField);
        }
        Refused wrongFraming = framing(received);
        return wrongFraming != null ? wrongFraming : withTarget(received);
    }

    private static Refused bad(String reason) {
        return new Refused(BAD_REQUEST, reason);
    }

    private static @Nullable Refused size(Received received, Limits limits) {
        if (received.target().length() > limits.maxTargetChars()) {
            return new Refused(414, "the request target is too long");
        }
        if (received.fields().count() > limits.maxFieldLines()) {
            return new Refused(431, "the request has too many field lines");
        }
        return received.fields().sizeBytes() > limits.maxFieldsBytes()
                ? new Refused(431, "the request's field lines are too large")
                : null;
    }

    /** RFC 9112 §6.1 to §6.3; RFC 9110 §8.6. */
    private static @Nullable Refused framing(Received received) {
        Fields fields = received.fields();
        boolean hasLength = fields.contains("Content-Length");
        if (hasLength
                && (!FieldCheck.isPlainLength(fields)
                        || FieldCheck.contentLength(fields) == FieldCheck.BAD_LENGTH)) {
            return bad("Content-Length is not one number");
        }
        if (!fields.contains("Transfer-Encoding")) {
            return null;
        }
        if (received.protocol() == Protocol.HTTP_1_0) {
            return bad("Transfer-Encoding is not part of HTTP/1.0");
        }
        if (hasLength) {
            return bad("both Content-Length and Transfer-Encoding");
        }
        if (FieldCheck.isChunked(fields)) {
            return null;
        }
        return endsInOneChunked(fields)
                ? new Refused(501, "the transfer coding is not implemented")
                : bad("Transfer-Encoding is not chunked");
    }

    /** Only then the content has a known end, and merely codings that we do not know. */
    private static boolean endsInOneChunked(Fields fields) {
        List<String> codings = Tokens.list(fields, "Transfer-Encoding");
        boolean ends = !codings.isEmpty() && codings.getLast().equalsIgnoreCase("chunked");
        return ends && codings.stream().filter("chunked"::equalsIgnoreCase).count() == 1;
    }

    private static Result withTarget(Received received) {
        String target = received.target();
        if (!isVisible(target)) {
            return bad("the request target has invalid characters");
        }
        if (target.startsWith("/")) {
            return withAuthority(received, target);
        }
        if (target.equals("*")) {
            return received.method().equals("OPTIONS")
                    ? withAuthority(received, target)
                    : bad("only OPTIONS may ask for *");
        }
        return received.protocol().isMultiplexed()
                ? bad("the path does not begin with a slash")
                : withAbsoluteForm(received, target);
    }

    /** RFC 3986 §3.5: a fragment never reaches a server; everything else visible may. */
    private static boolean isVisible(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= 0x20 || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return !target.isEmpty();
    }

    /** RFC 9112 §3.2.2: the target's authority wins, and Host is replaced by it. */
    private static Result withAbsoluteForm(Received received, String target) {
        String start = received.scheme() + "://";
        if (!target.regionMatches(true, 0, start, 0, start.length())) {
            return bad("the request target is neither a path nor a URL of this server's scheme");
        }
        int end = start.length();
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start.length(), end);
        Refused wrongHost = host(received);
        if (wrongHost != null) {
            return wrongHost;
        }
        if (!Authority.isValid(authority)) {
            return bad("the request target's authority is not valid");
        }
        String rest = target.substring(end);
        String path = rest.startsWith("/") ? rest : "/" + rest;
        if (rest.isEmpty() && received.method().equals("OPTIONS")) {
            path = "*";
        }
        Fields fields = received.fields().toBuilder().set("Host", authority).build();
        return accepted(received, authority, path, fields);
    }

    private static Result withAuthority(Received received, String target) {
        Refused wrongHost = host(received);
        if (wrongHost != null) {
            return wrongHost;
        }
        String host = received.fields().first("Host");
        String named = received.authority();
        if (named.isEmpty()) {
            return accepted(received, host == null ? "" : host, target, received.fields());
        }
        if (!Authority.isValid(named)) {
            return bad("the authority is not valid");
        }
        // RFC 9113 §8.3.1: two different answers to the same question.
        return host == null || host.equalsIgnoreCase(named)
                ? accepted(received, named, target, received.fields())
                : bad("Host and :authority differ");
    }

    /** RFC 9112 §3.2: one valid Host in HTTP/1.1; elsewhere at most one. */
    private static @Nullable Refused host(Received received) {
        int hosts = received.fields().count("Host");
        if (hosts > 1) {
            return bad("more than one Host");
        }
        String host = received.fields().first("Host");
        if (host != null) {
            return Authority.isValid(host) ? null : bad("Host is not valid");
        }
        boolean needed =
                switch (received.protocol()) {
                    case HTTP_1_0 -> false;
                    case HTTP_1_1 -> true;
                    case HTTP_2, HTTP_3 -> received.authority().isEmpty();
                };
        return needed ? bad("Host is missing") : null;
    }

    private static Accepted accepted(
            Received received, String authority, String target, Fields fields) {
        RequestHead head =
                new RequestHead(received.method(), received.scheme(), authority, target, fields);
        long length = FieldCheck.contentLength(fields);
        boolean framedOnly =
                fields.contains("Transfer-Encoding") || received.protocol().isMultiplexed();
        if (length == FieldCheck.NO_LENGTH) {
            length = framedOnly ? UNTIL_END : 0;
        }
        return new Accepted(head, length);
    }
}
