package io.neurocache.raft.auth;

import org.jspecify.annotations.Nullable;

/**
 * What one end of a connection proves and wants proven. With both, both are needed.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param secret null: none is asked for
 * @param tls null: the connection is in the clear
 */
public record PortSecurity(@Nullable SharedSecret secret, @Nullable ClusterTls tls) {
    /** Whoever reaches the port is trusted: for loopback alone. */
    public static final PortSecurity NONE = new PortSecurity(null, null);

    /** Whether nothing is proven. */
    public boolean isNone() {
        return secret == null && tls == null;
    }
}
