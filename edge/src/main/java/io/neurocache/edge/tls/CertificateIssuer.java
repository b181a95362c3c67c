package io.neurocache.edge.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes and signs X.509 certificates (RFC 5280) on P-256 keys.
 *
 * <p>Safe from any thread.
 */
final class CertificateIssuer {
    private static final int SERIAL_BITS = 127;

    /** RFC 7093 §2, method 1: the leftmost 160 bits of SHA-256. */
    private static final int KEY_ID_BYTES = 20;

    private static final int VERSION_3 = 2;

    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final SecureRandom random;

    CertificateIssuer(SecureRandom random) {
        this.random = random;
    }

    /** When a certificate is valid, both ends included. */
    record Validity(Instant from, Instant to) {}

    /** Makes a P-256 key pair. */
    KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    /** Makes a certificate authority that signs itself and may sign end entities only. */
    X509Certificate authority(String name, KeyPair keys, Validity validity)
            throws GeneralSecurityException {
        byte keyCertSignAndCrlSign = 0x06;
        byte[] extensions =
                Der.sequence(
                        critical(BASIC_CONSTRAINTS, Der.sequence(Der.trueValue(), Der.integer(0))),
                        critical(KEY_USAGE, Der.bitString(1, new byte[] {keyCertSignAndCrlSign})),
                        extension(
                                SUBJECT_KEY_IDENTIFIER, Der.octetString(keyId(keys.getPublic()))));
        byte[] subject = name(name);
        return signed(subject, subject, keys.getPublic(), validity, extensions, keys.getPrivate());
    }

    /** Makes a server's certificate, signed by the authority. */
    X509Certificate server(
            PublicKey key,
            SubjectNames names,
            Validity validity,
            X509Certificate authority,
            PrivateKey authorityKey)
            throws GeneralSecurityException {
        byte digitalSignature = (byte) 0x80;
        byte[] authorityId = Der.implicit(0, keyId(authority.getPublicKey()));
        byte[] extensions =
                Der.sequence(
                        critical(BASIC_CONSTRAINTS, Der.sequence()),
                        critical(KEY_USAGE, Der.bitString(7, new byte[] {digitalSignature})),
                        extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTHENTICATION))),
                        extension(SUBJECT_ALTERNATIVE_NAME, alternativeNames(names)),
                        extension(SUBJECT_KEY_IDENTIFIER, Der.octetString(keyId(key))),
                        extension(AUTHORITY_KEY_IDENTIFIER, Der.sequence(authorityId)));
        byte[] issuer = authority.getSubjectX500Principal().getEncoded();
        byte[] subject = name(names.dnsNames().getFirst());
        return signed(issuer, subject, key, validity, extensions, authorityKey);
    }

    /** Returns the identifier that certificates of this key carry. */
    static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        return Arrays.copyOf(digest, KEY_ID_BYTES);
    }

    private X509Certificate signed(
            byte[] issuer,
            byte[] subject,
            PublicKey key,
            Validity validity,
            byte[] extensions,
            PrivateKey signer)
            throws GeneralSecurityException {
        // Bit 127 is set so that the serial is positive, never 0 and always as long.
        BigInteger serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
        byte[] toBeSigned =
                Der.sequence(
                        Der.explicit(0, Der.integer(VERSION_3)),
                        Der.integer(serial),
                        ECDSA_WITH_SHA256,
                        issuer,
                        Der.sequence(Der.time(validity.from()), Der.time(validity.to())),
                        subject,
                        key.getEncoded(),
                        Der.explicit(3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer, random);
        signature.update(toBeSigned);
        byte[] certificate =
                Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bitString(0, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
    }

    private static byte[] alternativeNames(SubjectNames names) {
        List<byte[]> encoded = new ArrayList<>();
        for (String dnsName : names.dnsNames()) {
            encoded.add(Der.implicit(DNS_NAME, dnsName.getBytes(US_ASCII)));
        }
        for (InetAddress address : names.addresses()) {
            encoded.add(Der.implicit(IP_ADDRESS, address.getAddress()));
        }
        return Der.sequence(encoded.toArray(byte[][]::new));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octetString(value));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.trueValue(), Der.octetString(value));
    }
}
