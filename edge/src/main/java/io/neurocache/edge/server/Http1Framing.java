package io.neurocache.edge.server;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.RequestHead;
import io.neurocache.edge.server.Http1Message.Refused;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a head of good syntax what the request is for, where its body ends, and whether the
 * connection stays (RFC 9112 §3.2, §6.3, §9.3). Stateless.
 *
 * <p>A message whose length could be read in two ways is refused, also where RFC 9112 would let a
 * server repair it.
 */
final class Http1Framing {
    private Http1Framing() {}

    static Http1Message of(HeadScan scan, String scheme, ServerLimits limits) {
        Fields fields = scan.fields();
        boolean version11 = scan.version11();
        if (scan.method().equals("CONNECT")) {
            return new Refused(501, "this is not a tunnel");
        }
        List<String> hosts = fields.all("Host");
        if (hosts.size() > 1 || (version11 && hosts.isEmpty())) {
            return new Refused(400, "a request has one Host field");
        }
        long length = bodyLength(fields, version11);
        if (length == MALFORMED) {
            return new Refused(400, "the length of the body is ambiguous");
        }
        if (length == UNKNOWN_CODING) {
            return new Refused(501, "the transfer coding is not known");
        }
        if (length > limits.bodyBytes()) {
            return new Refused(413, "the body is too large");
        }
        boolean expects = version11 && fields.contains("Expect");
        if (expects && !"100-continue".equalsIgnoreCase(fields.combined("Expect"))) {
            return new Refused(417, "the expectation is not known");
        }
        RequestHead head = target(scan, fields, scheme, hosts.isEmpty() ? null : hosts.getFirst());
        if (head == null) {
            return new Refused(400, "the request target or Host is malformed");
        }
        return new Http1Message.Request(
                head, version11, length, keepAlive(fields, version11), expects && length != 0);
    }

    private static final long MALFORMED = -2;
    private static final long UNKNOWN_CODING = -3;

    private static long bodyLength(Fields fields, boolean version11) {
        List<String> codings = fields.all("Transfer-Encoding");
        List<String> lengths = fields.all("Content-Length");
        if (codings.isEmpty()) {
            if (lengths.isEmpty()) {
                return 0;
            }
            return lengths.size() > 1 ? MALFORMED : FieldBlock.parseLength(lengths.getFirst());
        }
        if (!version11 || !lengths.isEmpty() || codings.size() > 1) {
            return MALFORMED;
        }
        String coding = codings.getFirst().toLowerCase(Locale.ROOT);
        if (coding.equals("chunked")) {
            return -1;
        }
        return coding.endsWith("chunked") && coding.indexOf("chunked") == coding.length() - 7
                ? UNKNOWN_CODING
                : MALFORMED;
    }

    private static boolean keepAlive(Fields fields, boolean version11) {
        boolean keepAlive = version11;
        for (String value : fields.all("Connection")) {
            for (String option : value.split(",", -1)) {
                String name = option.trim();
                if (name.equalsIgnoreCase("close")) {
                    return false;
                }
                if (name.equalsIgnoreCase("keep-alive")) {
                    keepAlive = true;
                }
            }
        }
        return keepAlive;
    }

    private static @Nullable RequestHead target(
            HeadScan scan, Fields fields, String scheme, @Nullable String host) {
        String target = scan.target();
        String method = scan.method();
        String authority = host == null ? "" : host;
        if (host != null && !Authority.isValid(host)) {
            return null;
        }
        if (target.indexOf('#') >= 0) {
            return null;
        }
        if (target.startsWith("/")) {
            return new RequestHead(method, scheme, authority, target, fields);
        }
        if (target.equals("*")) {
            return method.equals("OPTIONS")
                    ? new RequestHead(method, scheme, authority, target, fields)
                    : null;
        }
        return absolute(scan, fields, scheme);
    }

    /** RFC 9112 §3.2.2: the authority of an absolute target goes before the Host field. */
    private static @Nullable RequestHead absolute(HeadScan scan, Fields fields, String scheme) {
        String target = scan.target();
        String prefix = scheme + "://";
        if (!target.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return null;
        }
        int start = prefix.length();
        int end = start;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String authority = target.substring(start, end);
        if (!Authority.isValid(authority)) {
            return null;
        }
        String rest = target.substring(end);
        String path = rest.startsWith("/") ? rest : "/" + rest;
        return new RequestHead(scan.method(), scheme, authority, path, fields);
    }
}
