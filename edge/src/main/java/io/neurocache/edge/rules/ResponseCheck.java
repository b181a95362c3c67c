package io.neurocache.edge.rules;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether what an origin sent is a response that may be passed on. Stateless: safe from any
 * thread; nothing here throws on input.
 */
public final class ResponseCheck {

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;

    private ResponseCheck() {}

    /** The decision. */
    public sealed interface Result {}

    /**
     * It is a response.
     *
     * @param head with at most one Content-Length
     */
    public record Accepted(ResponseHead head) implements Result {}

    /** It is none: answer 502 and close the connection to the origin. */
    public record Refused(String reason) implements Result {}

    /** Checks a response's head. */
    public static Result check(Protocol protocol, int status, Fields fields) {
        String wrong = wrong(protocol, status, fields);
        if (wrong != null) {
            return new Refused(wrong);
        }
        return new Accepted(new ResponseHead(status, withOneLength(fields)));
    }

    private static @Nullable String wrong(Protocol protocol, int status, Fields fields) {
        if (status < 100 || status > 999) {
            return "the status has not three digits";
        }
        if (status == SWITCHING_PROTOCOLS) {
            return "101 without an Upgrade from us";
        }
        String wrongField = FieldCheck.syntax(protocol, fields);
        if (wrongField != null) {
            return wrongField;
        }
        if (FieldCheck.contentLength(fields) == FieldCheck.BAD_LENGTH) {
            return "Content-Length is not one number";
        }
        return fields.contains("Transfer-Encoding") ? wrongCoding(protocol, status, fields) : null;
    }

    /** RFC 9112 §6.1. */
    private static @Nullable String wrongCoding(Protocol protocol, int status, Fields fields) {
        if (protocol == Protocol.HTTP_1_0) {
            return "Transfer-Encoding is not part of HTTP/1.0";
        }
        if (fields.contains("Content-Length")) {
            return "both Content-Length and Transfer-Encoding";
        }
        if (status < 200 || status == NO_CONTENT) {
            return "Transfer-Encoding on a response without content";
        }
        return FieldCheck.isChunked(fields) ? null : "Transfer-Encoding is not chunked";
    }

    /** RFC 9110 §8.6: a list of the same number is replaced by the number. */
    private static Fields withOneLength(Fields fields) {
        if (!fields.contains("Content-Length") || FieldCheck.isPlainLength(fields)) {
            return fields;
        }
        String length = Long.toString(FieldCheck.contentLength(fields));
        return fields.toBuilder().set("Content-Length", length).build();
    }
}
