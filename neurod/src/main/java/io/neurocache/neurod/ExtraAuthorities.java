package io.neurocache.neurod;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities of the machine, trusted for https origins besides those of the JDK:
 * the PEM file that {@code SSL_CERT_FILE} names, as OpenSSL and most tools take it. Stateless.
 */
final class ExtraAuthorities {
    private static final String VARIABLE = "SSL_CERT_FILE";

    private ExtraAuthorities() {}

    /** Reads them; none where the variable is not set. */
    static List<X509Certificate> fromEnvironment(Map<String, String> environment)
            throws IOException, StartException {
        @Nullable String file = environment.get(VARIABLE);
        if (file == null || file.isEmpty()) {
            return List.of();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            List<X509Certificate> authorities = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.add((X509Certificate) each);
            }
            return authorities;
        } catch (CertificateException e) {
            throw new StartException(
                    "cannot read the certificate authorities in " + file + ": " + e.getMessage(),
                    VARIABLE + " must name a PEM file of certificates",
                    e);
        } catch (IOException e) {
            throw new StartException(
                    "cannot read the certificate authorities in " + file + ": " + e.getMessage(),
                    "unset " + VARIABLE + ", or let it name a readable PEM file",
                    e);
        }
    }
}
