package io.neurocache.raft.client;

import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.slab.Check;
import java.time.Duration;
import java.util.List;

/**
 * What a client is told.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param endpoints servers of the cluster, 1 to {@link #MAX_ENDPOINTS}; the first that answers is
 *     taken
 * @param timeout for a call as a whole, redirects and repetitions included; 1 ms to an hour
 * @param security what the client proves, and wants proven
 */
public record ClientConfig(List<Endpoint> endpoints, Duration timeout, PortSecurity security) {
    /** The most endpoints: more servers than that are no Raft cluster. */
    public static final int MAX_ENDPOINTS = 64;

    private static final long MAX_TIMEOUT_MILLIS = 3_600_000;

    /** A client of servers that want nothing proven. */
    public ClientConfig(List<Endpoint> endpoints, Duration timeout) {
        this(endpoints, timeout, PortSecurity.NONE);
    }

    /** Checks the ranges. */
    public ClientConfig {
        endpoints = List.copyOf(endpoints);
        Check.argument(
                !endpoints.isEmpty() && endpoints.size() <= MAX_ENDPOINTS,
                "a client has 1 to 64 endpoints, not",
                endpoints.size());
        Check.argument(
                timeout.compareTo(Duration.ofMillis(1)) >= 0
                        && timeout.compareTo(Duration.ofMillis(MAX_TIMEOUT_MILLIS)) <= 0,
                "a timeout is 1 ms to an hour");
    }
}
