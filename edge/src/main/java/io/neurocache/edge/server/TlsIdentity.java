package io.neurocache.edge.server;

import io.neurocache.slab.Check;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the server shows to clients that speak TLS or QUIC.
 *
 * @param key the leaf's private key
 * @param chain the leaf first, then its issuers
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    /** Checks and copies. */
    public TlsIdentity {
        chain = List.copyOf(chain);
        Check.argument(!chain.isEmpty(), "a certificate chain has at least the leaf");
    }

    X509Certificate[] chainArray() {
        return chain.toArray(X509Certificate[]::new);
    }
}
