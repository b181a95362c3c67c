package io.neurocache.edge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an operator's certificate chain and key and checks that they can serve: the key is that of
 * the first certificate, and each certificate is signed by the following one. Dates are warned
 * about, not refused: an expired certificate must not keep a cache from starting.
 *
 * <p>Safe from any thread.
 */
public final class PemFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PemFiles.class);

    private static final Duration EXPIRY_WARNING = Duration.ofDays(14);
    private static final int MAX_CHAIN = 16;

    private PemFiles() {}

    /**
     * Loads both files.
     *
     * @param certificateFile PEM: the server's certificate, then the intermediate ones
     * @param keyFile PEM: an unencrypted EC or RSA key in PKCS#8, SEC1 or PKCS#1
     * @throws InvalidCertificateException when they cannot serve, naming the file and why
     * @throws IOException when a file cannot be read
     */
    public static ServerCertificate load(Path certificateFile, Path keyFile, Clock clock)
            throws IOException {
        List<X509Certificate> chain = readChain(certificateFile);
        PublicKey publicKey = chain.getFirst().getPublicKey();
        ServerCertificate certificate =
                new ServerCertificate(PrivateKeys.read(keyFile, publicKey), chain);
        if (!PrivateKeys.matches(certificate.key(), publicKey)) {
            throw new InvalidCertificateException(
                    keyFile + ": not the key of the first certificate in " + certificateFile);
        }
        warnOfDates(certificateFile, chain, clock.instant());
        warnOfReaders(keyFile);
        return certificate;
    }

    /** Reads the certificates of a file and checks that each is signed by the following one. */
    static List<X509Certificate> readChain(Path file) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem.Block block : Pem.read(file)) {
            if (block.label().equals("CERTIFICATE")) {
                chain.add(parse(file, block.content()));
            }
        }
        if (chain.isEmpty()) {
            throw new InvalidCertificateException(
                    file + ": holds no certificate; expected a block \"BEGIN CERTIFICATE\"");
        }
        if (chain.size() > MAX_CHAIN) {
            throw new InvalidCertificateException(
                    file + ": holds " + chain.size() + " certificates, more than " + MAX_CHAIN);
        }
        for (int index = 0; index + 1 < chain.size(); index++) {
            if (!isSignedBy(chain.get(index), chain.get(index + 1))) {
                throw new InvalidCertificateException(
                        String.format(
                                "%s: certificate %d is not signed by certificate %d; write the"
                                        + " server's first, then each issuer in turn",
                                file, index + 1, index + 2));
            }
        }
        return chain;
    }

    /** Whether the issuer's name and key are those that signed the certificate. */
    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            // A wrong signature and an unusable key both mean: not by this issuer.
            return false;
        }
    }

    private static X509Certificate parse(Path file, byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new InvalidCertificateException(
                    file + ": a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static void warnOfDates(Path file, List<X509Certificate> chain, Instant now) {
        for (X509Certificate certificate : chain) {
            String subject = certificate.getSubjectX500Principal().getName();
            Instant end = certificate.getNotAfter().toInstant();
            if (now.isAfter(end)) {
                LOG.warn("{}: the certificate of {} expired at {}", file, subject, end);
            } else if (now.plus(EXPIRY_WARNING).isAfter(end)) {
                long days = Duration.between(now, end).toDays();
                LOG.warn("{}: the certificate of {} expires in {} days", file, subject, days);
            }
            if (now.isBefore(certificate.getNotBefore().toInstant())) {
                LOG.warn("{}: the certificate of {} is not valid yet", file, subject);
            }
        }
    }

    private static void warnOfReaders(Path keyFile) throws IOException {
        if (!Files.getFileStore(keyFile).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(keyFile);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("{}: the key can be read by every user; chmod 600 it", keyFile);
        }
    }
}
