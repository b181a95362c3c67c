package io.neurocache.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The secret that lets a request from elsewhere write to the cache and see its operations.
 *
 * <p>Immutable; safe from any thread.
 */
public final class AccessToken {
    /** The fewest characters accepted: 128 bits written as base64url. */
    public static final int MIN_CHARS = 22;

    /** The most characters accepted. */
    public static final int MAX_CHARS = 512;

    private final byte[] secret;

    private AccessToken(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Takes a secret.
     *
     * @throws IllegalArgumentException when it is too short, too long, or holds a character that a
     *     bearer token may not (RFC 6750 §2.1)
     */
    public static AccessToken of(String secret) {
        if (secret.length() < MIN_CHARS || secret.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "a token has " + MIN_CHARS + " to " + MAX_CHARS + " characters");
        }
        if (!secret.chars().allMatch(AccessToken::isTokenCharacter)) {
            throw new IllegalArgumentException(
                    "a token is made of A-Z, a-z, 0-9 and the characters -._~+/=");
        }
        return new AccessToken(secret.getBytes(US_ASCII));
    }

    /** Whether the candidate is the secret; takes the same time wherever they differ. */
    public boolean matches(CharSequence candidate) {
        if (candidate.length() > MAX_CHARS) {
            return false;
        }
        return MessageDigest.isEqual(secret, candidate.toString().getBytes(US_ASCII));
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c < 0x80 && "-._~+/=".indexOf(c) >= 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken token && MessageDigest.isEqual(secret, token.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    /** Does not show the secret. */
    @Override
    public String toString() {
        return "AccessToken[hidden]";
    }
}
