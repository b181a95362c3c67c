package io.neurocache.edge.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A key and the certificates that are shown with it.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param key the private key of the first certificate
 * @param chain the server's own certificate, then those that lead to an authority; at least one
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {

    public ServerCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain has at least the server's certificate");
        }
    }

    /** Returns the server's own certificate. */
    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /** Returns the last second in which the server's own certificate is valid. */
    public Instant expiresAt() {
        return leaf().getNotAfter().toInstant();
    }

    /** Returns the fingerprint of the key, by which the other edges of a cluster know this one. */
    public KeyFingerprint fingerprint() {
        return KeyFingerprint.of(leaf());
    }

    /**
     * Returns the SHA-256 of the public key (SubjectPublicKeyInfo) in Base64, as Chromium's {@code
     * --ignore-certificate-errors-spki-list} takes it.
     */
    public String publicKeySha256() {
        return fingerprint().sha256();
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "ServerCertificate["
                + leaf().getSubjectX500Principal().getName()
                + ", expires "
                + expiresAt()
                + "]";
    }
}
