package io.neurocache.edge.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * The SHA-256 of a public key (SubjectPublicKeyInfo): it names a key for as long as the key is
 * kept, whatever certificates are made for it.
 *
 * <p>Immutable; safe from any thread.
 *
 * @param sha256 the hash in Base64 with its padding, as Chromium's {@code
 *     --ignore-certificate-errors-spki-list} takes it; 44 characters
 */
public record KeyFingerprint(String sha256) {
    private static final int HASH_BYTES = 32;

    /** Rejects what is not 32 bytes in Base64, each hash having one spelling. */
    public KeyFingerprint {
        byte[] hash = decoded(sha256);
        if (hash.length != HASH_BYTES || !Base64.getEncoder().encodeToString(hash).equals(sha256)) {
            throw new IllegalArgumentException("a fingerprint is a SHA-256 in Base64");
        }
    }

    /** Returns the fingerprint of a key. */
    public static KeyFingerprint of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new IllegalArgumentException("a " + key.getAlgorithm() + " key has no encoding");
        }
        return new KeyFingerprint(Base64.getEncoder().encodeToString(sha256(encoded)));
    }

    /** Returns the fingerprint of the key a certificate is made for. */
    public static KeyFingerprint of(X509Certificate certificate) {
        return of(certificate.getPublicKey());
    }

    /** Returns the fingerprint that {@link #bytes} gave. */
    public static KeyFingerprint ofBytes(byte[] bytes) {
        return new KeyFingerprint(Base64.getEncoder().encodeToString(bytes));
    }

    /** Returns the hash, 32 bytes. */
    public byte[] bytes() {
        return decoded(sha256);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a fingerprint is a SHA-256 in Base64", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Returns the hash as it is written in configuration. */
    @Override
    public String toString() {
        return sha256;
    }
}
