package io.neurocache.edge.server;

import io.neurocache.edge.rules.Fields;
import io.neurocache.edge.rules.Protocol;
import io.neurocache.edge.rules.RequestCheck;
import io.neurocache.edge.server.Http1Message.Refused;
import io.neurocache.edge.server.Http1Message.Request;

/**
 * Decides from a head of good syntax whether it is a request, and what HTTP/1.x adds to that: the
 * expectation and whether the connection stays (RFC 9110 §10.1.1, RFC 9112 §9.3). Stateless.
 */
final class Http1Framing {
    private Http1Framing() {}

    static Http1Message of(HeadScan scan, String scheme, ServerLimits limits) {
        boolean version11 = scan.version11();
        RequestCheck.Received received =
                new RequestCheck.Received(
                        version11 ? Protocol.HTTP_1_1 : Protocol.HTTP_1_0,
                        scheme,
                        scan.method(),
                        scan.target(),
                        "",
                        scan.fields());
        return switch (RequestCheck.check(received, limits.checked())) {
            case RequestCheck.Refused(int status, String reason) -> new Refused(status, reason);
            case RequestCheck.Accepted accepted -> accepted(accepted, version11, limits);
        };
    }

    private static Http1Message accepted(
            RequestCheck.Accepted accepted, boolean version11, ServerLimits limits) {
        Fields fields = accepted.head().fields();
        long length = accepted.contentLength();
        if (length > limits.bodyBytes()) {
            return new Refused(413, "the body is too large");
        }
        String expected = version11 ? fields.combined("Expect") : null;
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            return new Refused(417, "the expectation is not known");
        }
        return new Request(
                accepted.head(),
                version11,
                length,
                keepAlive(fields, version11),
                expected != null && length != 0);
    }

    private static boolean keepAlive(Fields fields, boolean version11) {
        String options = fields.combined("Connection");
        if (options == null) {
            return version11;
        }
        boolean keepAlive = version11;
        for (String option : options.split(",", -1)) {
            String name = option.trim();
            if (name.equalsIgnoreCase("close")) {
                return false;
            }
            keepAlive |= name.equalsIgnoreCase("keep-alive");
        }
        return keepAlive;
    }
}
