package io.neurocache.edge.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate authority for one machine, so that https and HTTP/3 work before anybody has thought
 * about certificates. Its directory holds
 *
 * <ul>
 *   <li>{@code ca.pem} and {@code ca-key.pem}: the authority, good for a year; importing {@code
 *       ca.pem} into a browser or {@code curl --cacert} makes the server trusted;
 *   <li>{@code cert.pem} and {@code key.pem}: the server's, good for two weeks, because Chromium
 *       accepts no longer one by its hash ({@code serverCertificateHashes}). The key stays over
 *       renewals, so that a pin on it does too.
 * </ul>
 *
 * <p>Keys have mode 0600. Whatever is missing, unreadable, near its end or made for other names is
 * made again; each file is replaced atomically, and a crash between two of them leaves a pair that
 * does not fit and is replaced at the next start.
 *
 * <p>Safe from any thread, but one directory must have one user at a time.
 */
public final class DevelopmentAuthority {
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentAuthority.class);

    /** How long before its end the server's certificate is replaced. */
    public static final Duration RENEWAL_MARGIN = Duration.ofDays(3);

    /** Just under 14 days, whichever way a client counts both ends. */
    private static final Duration SERVER_LIFETIME = Duration.ofDays(14).minusMinutes(1);

    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(365);

    /** Certificates start in the past, for clients whose clocks are behind. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private final Path directory;
    private final Instant now;
    private final SubjectNames names;
    private final CertificateIssuer issuer;

    private DevelopmentAuthority(
            Path directory, Instant now, SubjectNames names, CertificateIssuer issuer) {
        this.directory = directory;
        this.now = now;
        this.names = names;
        this.issuer = issuer;
    }

    /**
     * Returns a certificate for this machine that is valid for {@link #RENEWAL_MARGIN} at least,
     * making what is needed. The chain is the server's certificate alone: a client that trusts it
     * has the authority.
     *
     * @throws IOException when the directory cannot be read or written
     */
    public static ServerCertificate ensure(Path directory, Clock clock, SecureRandom random)
            throws IOException {
        return ensure(directory, clock, random, SubjectNames.ofThisMachine());
    }

    static ServerCertificate ensure(
            Path directory, Clock clock, SecureRandom random, SubjectNames names)
            throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        CertificateIssuer issuer = new CertificateIssuer(random);
        try {
            return new DevelopmentAuthority(directory, clock.instant(), names, issuer).ensure();
        } catch (GeneralSecurityException e) {
            throw new InvalidCertificateException(
                    directory + ": cannot make a certificate: " + e.getMessage(), e);
        }
    }

    private ServerCertificate ensure() throws IOException, GeneralSecurityException {
        Optional<ServerCertificate> stored = read("cert.pem", "key.pem");
        if (stored.isPresent() && isGoodServer(stored.get().leaf())) {
            return stored.get();
        }
        // Only now: a signature takes a cold JVM tens of milliseconds to make or check.
        Optional<ServerCertificate> storedAuthority = read("ca.pem", "ca-key.pem");
        ServerCertificate authority =
                storedAuthority.isPresent() && isGoodAuthority(storedAuthority.get().leaf())
                        ? storedAuthority.get()
                        : makeAuthority();
        return makeServer(authority, stored);
    }

    /** An authority must outlive any certificate it signs now. */
    private boolean isGoodAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0
                && PemFiles.isSignedBy(certificate, certificate)
                && isValid(certificate, SERVER_LIFETIME);
    }

    private boolean isGoodServer(X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        return isValid(certificate, RENEWAL_MARGIN)
                && names.areThoseOf(certificate)
                && isSignedByTheAuthority(certificate);
    }

    /** The authority's key is not needed for this, and not looked at. */
    private boolean isSignedByTheAuthority(X509Certificate certificate) throws IOException {
        Path file = directory.resolve("ca.pem");
        if (!Files.exists(file)) {
            return false;
        }
        try {
            return PemFiles.isSignedBy(certificate, PemFiles.readChain(file).getFirst());
        } catch (InvalidCertificateException e) {
            LOG.warn("replacing the development authority: {}", e.getMessage());
            return false;
        }
    }

    private boolean isValid(X509Certificate certificate, Duration margin) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.plus(margin).isBefore(certificate.getNotAfter().toInstant());
    }

    private ServerCertificate makeAuthority() throws IOException, GeneralSecurityException {
        KeyPair keys = issuer.newKeys();
        // The key's identifier keeps the authorities of several nodes apart in a browser's list.
        String id = HexFormat.of().formatHex(CertificateIssuer.keyId(keys.getPublic()), 0, 4);
        X509Certificate certificate =
                issuer.authority(
                        "NeuroCache development CA " + id, keys, validity(AUTHORITY_LIFETIME));
        write("ca.pem", "ca-key.pem", certificate, keys.getPrivate());
        LOG.info("made a development CA, {}", directory.resolve("ca.pem"));
        return new ServerCertificate(keys.getPrivate(), List.of(certificate));
    }

    private ServerCertificate makeServer(
            ServerCertificate authority, Optional<ServerCertificate> stored)
            throws IOException, GeneralSecurityException {
        KeyPair keys =
                stored.isPresent()
                        ? new KeyPair(stored.get().leaf().getPublicKey(), stored.get().key())
                        : issuer.newKeys();
        X509Certificate certificate =
                issuer.server(
                        keys.getPublic(),
                        names,
                        validity(SERVER_LIFETIME),
                        authority.leaf(),
                        authority.key());
        write("cert.pem", "key.pem", certificate, keys.getPrivate());
        LOG.info(
                "made a development certificate for {}, valid until {}",
                names.dnsNames(),
                certificate.getNotAfter().toInstant());
        return new ServerCertificate(keys.getPrivate(), List.of(certificate));
    }

    private CertificateIssuer.Validity validity(Duration lifetime) {
        Instant from = now.minus(BACKDATED);
        return new CertificateIssuer.Validity(from, from.plus(lifetime));
    }

    /** Reads a pair; empty when it is not there, does not fit, or cannot be understood. */
    private Optional<ServerCertificate> read(String certificateName, String keyName)
            throws IOException {
        Path certificateFile = directory.resolve(certificateName);
        Path keyFile = directory.resolve(keyName);
        if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
            return Optional.empty();
        }
        try {
            List<X509Certificate> chain = PemFiles.readChain(certificateFile);
            PrivateKey key = PrivateKeys.read(keyFile, chain.getFirst().getPublicKey());
            if (!PrivateKeys.matches(key, chain.getFirst().getPublicKey())) {
                throw new InvalidCertificateException(keyFile + ": not the certificate's key");
            }
            return Optional.of(new ServerCertificate(key, chain));
        } catch (InvalidCertificateException e) {
            LOG.warn("replacing a development certificate: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void write(
            String certificateName, String keyName, X509Certificate certificate, PrivateKey key)
            throws IOException, GeneralSecurityException {
        String keyText = Pem.encode("PRIVATE KEY", key.getEncoded());
        String certificateText = Pem.encode("CERTIFICATE", certificate.getEncoded());
        AtomicFiles.writeSecret(directory.resolve(keyName), keyText.getBytes(US_ASCII));
        AtomicFiles.writePublic(
                directory.resolve(certificateName), certificateText.getBytes(US_ASCII));
    }
}
