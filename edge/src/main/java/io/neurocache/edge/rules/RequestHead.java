package io.neurocache.edge.rules;

/**
 * A request without its content, whatever the protocol that carried it. Immutable: safe from any
 * thread.
 *
 * <p>All strings hold ISO-8859-1: one char is one byte on the wire, so that values go out as they
 * came in.
 *
 * @param method the method, case-sensitive
 * @param scheme {@code http} or {@code https}, lower case
 * @param authority host with an optional port; empty where the request had none
 * @param target path and query as received, or {@code *}
 * @param fields the field lines, without HTTP/2 pseudo fields
 */
public record RequestHead(
        String method, String scheme, String authority, String target, Fields fields) {

    /** Returns the same request with other field lines. */
    public RequestHead withFields(Fields otherFields) {
        return new RequestHead(method, scheme, authority, target, otherFields);
    }

    /** Says whether the method only reads (RFC 9110 §9.2.1). */
    public boolean isSafe() {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
            default -> false;
        };
    }

    /** Says whether a stored response may answer this method: GET and HEAD. */
    public boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
