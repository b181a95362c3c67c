package io.neurocache.edge.server;

import io.neurocache.edge.tls.DevelopmentAuthority;
import io.neurocache.edge.tls.ServerCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for this machine, and clients that trust it. */
public record TestIdentity(ServerCertificate certificate, SSLContext trusting) {
    private static final TestIdentity SHARED = create();

    /** The one most tests use. */
    public static TestIdentity shared() {
        return SHARED;
    }

    /** Makes another. */
    public static TestIdentity create() {
        try {
            Path directory = Files.createTempDirectory("neurocache-tls");
            ServerCertificate made =
                    DevelopmentAuthority.ensure(directory, Clock.systemUTC(), new SecureRandom());
            SSLContext trusting = trusting(directory.resolve("ca.pem"));
            try (var files = Files.walk(directory)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
            return new TestIdentity(made, trusting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the test's certificate must be usable", e);
        }
    }

    private static SSLContext trusting(Path authority)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var input = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(input));
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
