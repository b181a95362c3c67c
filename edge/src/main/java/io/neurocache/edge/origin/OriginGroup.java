package io.neurocache.edge.origin;

import io.neurocache.edge.OriginAddress;
import io.neurocache.slab.Check;
import java.time.Duration;
import java.util.List;

/**
 * The addresses that may answer for an origin, and how long to wait for them. Immutable: safe from
 * any thread.
 *
 * @param addresses in the order in which they are tried; at least one
 * @param connectTimeout for resolving, connecting and the TLS handshake of one address together
 * @param responseTimeout from the request's last byte to the response's head, and between two reads
 *     of its body
 * @param healthPath the path of a periodic GET that tells whether an address serves, or empty
 */
public record OriginGroup(
        List<OriginAddress> addresses,
        Duration connectTimeout,
        Duration responseTimeout,
        String healthPath) {
    /** How long an address may take to accept a connection, unless configured otherwise. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** How long an origin may be silent, unless configured otherwise. */
    public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(30);

    /** Rejects an empty group, a deadline that is not positive and a path that is none. */
    public OriginGroup {
        addresses = List.copyOf(addresses);
        Check.argument(!addresses.isEmpty(), "a group needs an address");
        Check.argument(connectTimeout.isPositive(), "connectTimeout must be positive");
        Check.argument(responseTimeout.isPositive(), "responseTimeout must be positive");
        boolean path = healthPath.startsWith("/") && RequestWriter.isVisible(healthPath);
        Check.argument(path || healthPath.isEmpty(), "healthPath must be a path or empty");
    }

    /** A group with the usual deadlines and without a health check. */
    public static OriginGroup of(OriginAddress... addresses) {
        return new OriginGroup(
                List.of(addresses), DEFAULT_CONNECT_TIMEOUT, DEFAULT_RESPONSE_TIMEOUT, "");
    }

    /** The same deadlines for one of the addresses alone. */
    OriginGroup only(OriginAddress address) {
        return new OriginGroup(List.of(address), connectTimeout, responseTimeout, healthPath);
    }
}
