package io.neurocache.neurod.process;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Bodies that follow from a seed, and what tells them apart. Stateless; safe from any thread. */
final class Bytes {
    private Bytes() {}

    /** So many bytes without a pattern, the same for the same seed. */
    static byte[] of(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** The SHA-256 in hex. */
    static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** A length from 1 to {@code max}, small ones as likely as large ones. */
    static int length(SplittableRandom random, int max) {
        return Math.clamp((int) Math.exp(random.nextDouble() * Math.log(max)), 1, max);
    }
}
