package io.neurocache.raft.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.neurocache.slab.Check;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the members of a cluster and its operators know, and nobody else. It proves itself and never
 * crosses the wire.
 *
 * <p>A proof is HMAC-SHA-256 (RFC 2104) over the side that proves and both sides' nonces, so one
 * side's proof is of no use to the other, nor on another connection. There may be several secrets:
 * the first proves, each is accepted. So one is replaced without a stop: add the new one behind the
 * old everywhere, then put it first, then take the old one away.
 *
 * <p>Immutable; safe from any thread.
 */
public final class SharedSecret {
    /** The length of a nonce in bytes. */
    public static final int NONCE_BYTES = 32;

    /** The length of a proof in bytes. */
    public static final int PROOF_BYTES = 32;

    /** The shortest secret: whoever sees a handshake could try all short ones at home. */
    public static final int MIN_CHARACTERS = 32;

    /** The longest secret. */
    public static final int MAX_CHARACTERS = 512;

    /** The most secrets at a time. */
    public static final int MAX_SECRETS = 4;

    private static final int MAX_FILE_BYTES = MAX_SECRETS * (MAX_CHARACTERS + 2);
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SecretKeySpec> keys;

    /** Who proves. */
    public enum Side {
        /** Who made the connection. */
        CALLER("neurocache raft 1 caller"),
        /** Who was called. */
        CALLED("neurocache raft 1 called");

        private final String label;

        Side(String label) {
            this.label = label;
        }
    }

    private SharedSecret(List<SecretKeySpec> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Takes secrets of which the first proves. */
    public static SharedSecret of(List<String> secrets) {
        Check.argument(
                !secrets.isEmpty() && secrets.size() <= MAX_SECRETS,
                "there are 1 to 4 secrets, not",
                secrets.size());
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : secrets) {
            Check.argument(isSecret(secret), "a secret is 32 to 512 visible ASCII characters");
            keys.add(new SecretKeySpec(secret.getBytes(US_ASCII), ALGORITHM));
        }
        return new SharedSecret(keys);
    }

    /**
     * Reads a file with one secret a line.
     *
     * @throws AuthException when it holds none, or something else; the message never shows it
     * @throws IOException when it cannot be read
     */
    public static SharedSecret read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new AuthException(file + ": no such file", e);
        }
        List<String> lines = new String(bytes, US_ASCII).lines().map(String::strip).toList();
        List<String> secrets = lines.stream().filter(line -> !line.isEmpty()).toList();
        boolean fits = bytes.length <= MAX_FILE_BYTES && secrets.size() <= MAX_SECRETS;
        if (!fits || secrets.isEmpty() || !secrets.stream().allMatch(SharedSecret::isSecret)) {
            throw new AuthException(
                    file
                            + ": a secret is a line of 32 to 512 visible ASCII characters, and a"
                            + " file has 1 to 4 of them; openssl rand -hex 32 makes one");
        }
        return of(secrets);
    }

    private static boolean isSecret(String text) {
        return text.length() >= MIN_CHARACTERS
                && text.length() <= MAX_CHARACTERS
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** A nonce that was never used before. */
    public static byte[] nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /** Proves knowledge of the first secret. */
    public byte[] prove(Side side, byte[] callerNonce, byte[] calledNonce) {
        return proof(keys.getFirst(), side, callerNonce, calledNonce);
    }

    /** Whether one of the secrets proves this; takes the same time for each wrong proof. */
    public boolean isProof(Side side, byte[] callerNonce, byte[] calledNonce, byte[] proof) {
        boolean found = false;
        for (SecretKeySpec key : keys) {
            found |= MessageDigest.isEqual(proof(key, side, callerNonce, calledNonce), proof);
        }
        return found;
    }

    private static byte[] proof(SecretKeySpec key, Side side, byte[] caller, byte[] called) {
        Check.argument(
                caller.length == NONCE_BYTES && called.length == NONCE_BYTES,
                "a nonce has another length");
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(side.label.getBytes(US_ASCII));
            mac.update(caller);
            mac.update(called);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    /** Does not show it. */
    @Override
    public String toString() {
        return "SharedSecret[" + keys.size() + "]";
    }
}
