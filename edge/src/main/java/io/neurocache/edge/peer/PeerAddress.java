package io.neurocache.edge.peer;

import io.neurocache.edge.HostPort;
import io.neurocache.edge.tls.KeyFingerprint;
import io.neurocache.slab.Check;
import java.util.Set;

/**
 * Where another edge of the cluster listens, and how it is recognised. Immutable: safe from any
 * thread.
 *
 * <p>An address with other keys is another peer: it shares no connection with this one.
 *
 * @param host a name or literal IP address, in lower case; an IPv6 address without its brackets
 * @param port the UDP port, 1 to 65535
 * @param accepted the keys it may show; at least one, two while a key is being replaced
 */
public record PeerAddress(String host, int port, Set<KeyFingerprint> accepted) {
    /** Checks the address and copies the set. */
    public PeerAddress {
        host = new HostPort(host, port).host();
        Check.argument(port >= 1, "a peer's port is at least 1");
        accepted = Set.copyOf(accepted);
        Check.argument(!accepted.isEmpty(), "a peer without a key could be anybody");
    }

    /** Returns {@code host:port}, an IPv6 address in brackets. */
    public String hostAndPort() {
        return new HostPort(host, port).toString();
    }

    @Override
    public String toString() {
        return hostAndPort();
    }
}
