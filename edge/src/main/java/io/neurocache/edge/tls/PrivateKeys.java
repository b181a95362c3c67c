package io.neurocache.edge.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys as OpenSSL and certificate authorities hand them out.
 *
 * <p>Safe from any thread.
 */
final class PrivateKeys {
    private static final byte[] PROBE = {'n', 'e', 'u', 'r', 'o'};

    private PrivateKeys() {}

    /**
     * Reads the key that is to fit {@code publicKey}.
     *
     * @throws InvalidCertificateException when the file holds no key, an encrypted one, several, or
     *     one of another kind
     */
    static PrivateKey read(Path file, PublicKey publicKey) throws IOException {
        String algorithm = publicKey.getAlgorithm();
        if (!algorithm.equals("EC") && !algorithm.equals("RSA")) {
            throw new InvalidCertificateException(
                    "the certificate has a key of kind " + algorithm + "; accepted: EC, RSA");
        }
        List<Pem.Block> keys =
                Pem.read(file).stream().filter(b -> b.label().endsWith("PRIVATE KEY")).toList();
        if (keys.size() != 1) {
            throw new InvalidCertificateException(
                    file + ": holds " + keys.size() + " private keys; expected one");
        }
        Pem.Block block = keys.getFirst();
        return switch (block.label()) {
            case "PRIVATE KEY" -> decode(file, algorithm, block.content());
            case "EC PRIVATE KEY" -> wrapped(file, "EC", publicKey, block.content());
            case "RSA PRIVATE KEY" -> wrapped(file, "RSA", publicKey, block.content());
            case "ENCRYPTED PRIVATE KEY" -> throw Pem.encrypted(file);
            default ->
                    throw new InvalidCertificateException(
                            file + ": keys of the form \"" + block.label() + "\" are not accepted");
        };
    }

    /** Whether a signature of one is accepted by the other. */
    static boolean matches(PrivateKey key, PublicKey publicKey) {
        String algorithm =
                publicKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(PROBE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException _) {
            // Keys of different kinds, curves or sizes do not match either.
            return false;
        }
    }

    /**
     * SEC1 and PKCS#1 are the inside of PKCS#8; what is missing is the algorithm's identifier, and
     * that stands in the public key.
     */
    private static PrivateKey wrapped(Path file, String kind, PublicKey publicKey, byte[] inner)
            throws IOException {
        if (!publicKey.getAlgorithm().equals(kind)) {
            throw otherKind(file, publicKey.getAlgorithm(), null);
        }
        byte[] algorithm = Der.firstOf(publicKey.getEncoded());
        byte[] pkcs8 = Der.sequence(Der.integer(0), algorithm, Der.octetString(inner));
        return decode(file, kind, pkcs8);
    }

    private static PrivateKey decode(Path file, String algorithm, byte[] pkcs8) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            throw otherKind(file, algorithm, e);
        } catch (NoSuchAlgorithmException e) {
            throw new InvalidCertificateException(
                    file + ": this Java has no keys of kind " + algorithm, e);
        }
    }

    private static InvalidCertificateException otherKind(
            Path file, String algorithm, @Nullable InvalidKeySpecException cause) {
        return new InvalidCertificateException(
                file + ": not a readable " + algorithm + " key, which the certificate needs",
                cause);
    }
}
