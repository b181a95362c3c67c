package io.neurocache.raft.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS 1.3 (RFC 8446) between those whom the cluster's own authority has signed. Both ends show a
 * certificate; who calls checks that it is one for the host it called.
 *
 * <p>Whether a certificate is a server's is told by its extended key usage (RFC 5280 §4.2.1.12):
 * one that has that extension without {@code serverAuth} is a client's alone.
 *
 * <p>Immutable; safe from any thread. An engine belongs to whom it was given.
 */
public final class ClusterTls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final char[] NO_PASSWORD = {};
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    private final SSLContext context;
    private final X509Certificate own;

    private ClusterTls(SSLContext context, X509Certificate own) {
        this.context = context;
        this.own = own;
    }

    /**
     * Reads the files and checks that the key is the certificate's and that the authority signed
     * it.
     *
     * @throws AuthException when one of them cannot serve, naming it
     * @throws IOException when one cannot be read
     */
    public static ClusterTls read(TlsFiles files) throws IOException {
        List<X509Certificate> chain = certificates(files.certificate());
        List<X509Certificate> authority = certificates(files.authority());
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey key = key(files.key(), publicKey);
        try {
            if (!isPair(key, publicKey)) {
                throw new AuthException(
                        files.key() + ": not the key of the certificate in " + files.certificate());
            }
            if (authority.stream().noneMatch(issuer -> isSigner(issuer, chain.getLast()))) {
                throw new AuthException(
                        files.certificate()
                                + ": not signed by the authority in "
                                + files.authority());
            }
            return new ClusterTls(context(key, chain, authority), chain.getFirst());
        } catch (GeneralSecurityException e) {
            throw new AuthException(files.certificate() + ": cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate one :
                    factory.generateCertificates(new ByteArrayInputStream(bytes(file)))) {
                certificates.add((X509Certificate) one);
            }
        } catch (CertificateException e) {
            throw new AuthException(file + ": a certificate cannot be read", e);
        }
        if (certificates.isEmpty()) {
            throw new AuthException(file + ": holds no certificate in PEM");
        }
        return certificates;
    }

    private static PrivateKey key(Path file, PublicKey publicKey) throws IOException {
        Matcher key = KEY.matcher(new String(bytes(file), US_ASCII));
        if (!key.find()) {
            throw new AuthException(
                    file
                            + ": holds no plain PKCS#8 key in PEM; openssl pkcs8 -topk8 -nocrypt"
                            + " writes one");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(key.group(1));
            return KeyFactory.getInstance(publicKey.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new AuthException(file + ": the key cannot be read, or is of another kind", e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new AuthException(file + ": larger than 1 MiB, and no PEM file");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new AuthException(file + ": no such file", e);
        }
    }

    private static boolean isPair(PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> publicKey.getAlgorithm();
                };
        byte[] message = SharedSecret.nonce();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(message);
        return signature.verify(signed);
    }

    private static boolean isSigner(X509Certificate issuer, X509Certificate signed) {
        try {
            signed.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            // A wrong signature, or a key of another kind: not this one.
            return false;
        }
    }

    private static SSLContext context(
            PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authority)
            throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        for (int i = 0; i < authority.size(); i++) {
            trusted.setCertificateEntry("authority-" + i, authority.get(i));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The end of who calls; the certificate it is shown must be one for this host. */
    public SSLEngine calling(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The end of who is called; the caller must show a certificate. */
    public SSLEngine called() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setNeedClientAuth(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Whether the certificate at the other end of a session may be a server's. */
    public static boolean isServer(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate leaf
                    && mayServe(leaf);
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    private static boolean mayServe(X509Certificate certificate) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages == null || usages.contains(SERVER_AUTH);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /** The certificate that this end shows. */
    public X509Certificate own() {
        return own;
    }
}
