package io.neurocache.edge.server;

import io.neurocache.edge.rules.RequestCheck;
import io.neurocache.slab.Check;

/**
 * How much a client may ask of the server.
 *
 * @param headerBytes bytes of a request's field section (HTTP/1.1: request line included); 431
 * @param fields field lines of a request; 431
 * @param uriBytes bytes of a request target; 414
 * @param bodyBytes bytes of a request's body; 413
 * @param connections open TCP connections; one more is accepted and closed at once. QUIC has the
 *     same number again
 * @param streams concurrent requests of one HTTP/2 or HTTP/3 connection
 * @param uploadBytesPerSecond least rate of a request body that is being received, averaged over
 *     {@link ServerTimeouts#uploadGrace}
 */
public record ServerLimits(
        int headerBytes,
        int fields,
        int uriBytes,
        long bodyBytes,
        int connections,
        int streams,
        int uploadBytesPerSecond) {
    /** Checks the ranges. */
    public ServerLimits {
        Check.argument(headerBytes >= 1024, "headerBytes is at least 1024");
        Check.argument(fields >= 1, "fields is at least 1");
        Check.argument(uriBytes >= 64, "uriBytes is at least 64");
        Check.argument(bodyBytes >= 0, "bodyBytes is not negative");
        Check.argument(connections >= 1, "connections is at least 1");
        Check.argument(streams >= 1, "streams is at least 1");
        Check.argument(uploadBytesPerSecond >= 0, "uploadBytesPerSecond is not negative");
    }

    /** The bounds of a head, for its check. */
    RequestCheck.Limits checked() {
        return new RequestCheck.Limits(uriBytes, headerBytes, fields);
    }

    /** The limits of a server that stands on the Internet. */
    public static ServerLimits defaults() {
        return new ServerLimits(32 << 10, 200, 8 << 10, Long.MAX_VALUE, 20_000, 100, 500);
    }

    /** The same with another bound on request bodies. */
    public ServerLimits withBodyBytes(long bytes) {
        return new ServerLimits(
                headerBytes, fields, uriBytes, bytes, connections, streams, uploadBytesPerSecond);
    }

    /** The same with another bound on connections. */
    public ServerLimits withConnections(int count) {
        return new ServerLimits(
                headerBytes, fields, uriBytes, bodyBytes, count, streams, uploadBytesPerSecond);
    }

    /** The same with another bound on concurrent streams. */
    public ServerLimits withStreams(int count) {
        return new ServerLimits(
                headerBytes, fields, uriBytes, bodyBytes, connections, count, uploadBytesPerSecond);
    }

    /** The same with another least upload rate; 0 switches it off. */
    public ServerLimits withUploadBytesPerSecond(int rate) {
        return new ServerLimits(
                headerBytes, fields, uriBytes, bodyBytes, connections, streams, rate);
    }
}
