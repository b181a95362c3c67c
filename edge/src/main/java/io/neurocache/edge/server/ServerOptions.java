package io.neurocache.edge.server;

import io.neurocache.edge.tls.ServerCertificate;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a server is set up.
 *
 * @param address where to listen, TCP and UDP; port 0 takes a free one
 * @param identity for TLS and HTTP/3; without one the server speaks plaintext only
 * @param http3 whether to listen on UDP too
 * @param limits how much a client may ask
 * @param timeouts how long to wait for a client
 */
public record ServerOptions(
        InetSocketAddress address,
        @Nullable ServerCertificate identity,
        boolean http3,
        ServerLimits limits,
        ServerTimeouts timeouts) {
    /** Plaintext on an address, with the default limits. */
    public static ServerOptions on(InetSocketAddress address) {
        return new ServerOptions(
                address, null, true, ServerLimits.defaults(), ServerTimeouts.defaults());
    }

    /** The same with TLS, and HTTP/3 where the platform has it. */
    public ServerOptions withIdentity(ServerCertificate shown) {
        return new ServerOptions(address, shown, http3, limits, timeouts);
    }

    /** The same on TCP only. */
    public ServerOptions withoutHttp3() {
        return new ServerOptions(address, identity, false, limits, timeouts);
    }

    /** The same with other limits. */
    public ServerOptions withLimits(ServerLimits changed) {
        return new ServerOptions(address, identity, http3, changed, timeouts);
    }

    /** The same with other waits. */
    public ServerOptions withTimeouts(ServerTimeouts changed) {
        return new ServerOptions(address, identity, http3, limits, changed);
    }
}
