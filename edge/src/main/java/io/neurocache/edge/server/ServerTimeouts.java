package io.neurocache.edge.server;

import io.neurocache.slab.Check;
import java.time.Duration;

/**
 * How long the server waits for a client.
 *
 * @param header for the first byte of a connection, the TLS handshake, the HTTP/2 preface, and a
 *     request's head from its first byte to its last; 408
 * @param idle between requests
 * @param stalledWrite for any progress of a response that has bytes waiting
 * @param uploadGrace the span over which the least upload rate is averaged
 */
public record ServerTimeouts(
        Duration header, Duration idle, Duration stalledWrite, Duration uploadGrace) {
    /** Checks that each is positive. */
    public ServerTimeouts {
        Check.argument(header.isPositive(), "header is positive");
        Check.argument(idle.isPositive(), "idle is positive");
        Check.argument(stalledWrite.isPositive(), "stalledWrite is positive");
        Check.argument(uploadGrace.isPositive(), "uploadGrace is positive");
    }

    /** The waits of a server that stands on the Internet. */
    public static ServerTimeouts defaults() {
        return new ServerTimeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10));
    }

    /** The same with another wait for a head. */
    public ServerTimeouts withHeader(Duration wait) {
        return new ServerTimeouts(wait, idle, stalledWrite, uploadGrace);
    }

    /** The same with another wait between requests. */
    public ServerTimeouts withIdle(Duration wait) {
        return new ServerTimeouts(header, wait, stalledWrite, uploadGrace);
    }

    /** The same with another wait for a reader. */
    public ServerTimeouts withStalledWrite(Duration wait) {
        return new ServerTimeouts(header, idle, wait, uploadGrace);
    }

    /** The same with another span for the upload rate. */
    public ServerTimeouts withUploadGrace(Duration span) {
        return new ServerTimeouts(header, idle, stalledWrite, span);
    }

    /** How often deadlines are looked at: a fraction of the shortest, between 20 ms and 1 s. */
    Duration sweepPeriod() {
        long shortest =
                Math.min(
                        Math.min(header.toMillis(), idle.toMillis()),
                        Math.min(stalledWrite.toMillis(), uploadGrace.toMillis()));
        return Duration.ofMillis(Math.clamp(shortest / 8, 20, 1_000));
    }
}
