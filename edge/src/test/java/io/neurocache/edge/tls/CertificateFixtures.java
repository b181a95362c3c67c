package io.neurocache.edge.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Certificates and clocks for the tests of this package. */
final class CertificateFixtures {
    static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    static final SecureRandom RANDOM = new SecureRandom();

    private CertificateFixtures() {}

    static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    /** An authority, and a server certificate of its making. */
    record Pair(
            KeyPair authorityKeys, X509Certificate authority, KeyPair keys, X509Certificate leaf) {
        String chainText() throws GeneralSecurityException {
            return Pem.encode("CERTIFICATE", leaf.getEncoded())
                    + Pem.encode("CERTIFICATE", authority.getEncoded());
        }

        String keyText() {
            return Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded());
        }
    }

    static Pair pair() throws GeneralSecurityException {
        return pair(new CertificateIssuer(RANDOM).newKeys(), NOW.plus(Duration.ofDays(90)));
    }

    static Pair pair(KeyPair keys, Instant expiry) throws GeneralSecurityException {
        CertificateIssuer issuer = new CertificateIssuer(RANDOM);
        CertificateIssuer.Validity validity =
                new CertificateIssuer.Validity(NOW.minus(Duration.ofDays(1)), expiry);
        KeyPair authorityKeys = issuer.newKeys();
        X509Certificate authority = issuer.authority("Test CA", authorityKeys, validity);
        X509Certificate leaf =
                issuer.server(
                        keys.getPublic(),
                        SubjectNames.ofHost("edge.example"),
                        validity,
                        authority,
                        authorityKeys.getPrivate());
        return new Pair(authorityKeys, authority, keys, leaf);
    }

    static Path write(Path directory, String name, String text) throws IOException {
        return Files.write(directory.resolve(name), text.getBytes(US_ASCII));
    }
}
