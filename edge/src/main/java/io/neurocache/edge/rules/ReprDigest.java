package io.neurocache.edge.rules;

import io.neurocache.edge.rules.StructuredDictionary.ByteSequenceItem;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a whole representation, as Repr-Digest carries it (RFC 9530 §3): the same for a
 * 200 and for each 206 of one object. Immutable: safe from any thread.
 *
 * @param base64 the hash in Base64 with its padding; 44 characters
 */
public record ReprDigest(String base64) {
    /** The field's name, in a head or in trailers. */
    public static final String NAME = "Repr-Digest";

    private static final String ALGORITHM = "sha-256";
    private static final int HASH_BYTES = 32;

    /** Rejects what is not 32 bytes in Base64, each hash having one spelling. */
    public ReprDigest {
        byte[] hash = decoded(base64);
        if (hash == null || !Base64.getEncoder().encodeToString(hash).equals(base64)) {
            throw new IllegalArgumentException("a digest is a SHA-256 in Base64");
        }
    }

    /** Returns the digest of a hash of 32 bytes. */
    public static ReprDigest ofSha256(byte[] hash) {
        return new ReprDigest(Base64.getEncoder().encodeToString(hash));
    }

    /**
     * Reads the digest of a head or of trailers; null when there is none that can be used: no
     * field, one that is invalid (which is ignored as a whole, RFC 9651 §4.2), or one without a
     * SHA-256.
     */
    public static @Nullable ReprDigest of(Fields fields) {
        String field = fields.combined(NAME);
        Map<String, StructuredDictionary.Item> members =
                field == null ? null : StructuredDictionary.parse(field);
        if (members == null
                || !(members.get(ALGORITHM) instanceof ByteSequenceItem(String sequence))) {
            return null;
        }
        byte[] hash = decoded(sequence);
        return hash == null ? null : ofSha256(hash);
    }

    /** Returns the hash, 32 bytes. */
    public byte[] sha256() {
        return Base64.getDecoder().decode(base64);
    }

    /** Returns the field's value: {@code sha-256=:...:}. */
    public String fieldValue() {
        return ALGORITHM + "=:" + base64 + ':';
    }

    /** Returns the 32 bytes, or null when the text stands for anything else. */
    private static byte @Nullable [] decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == HASH_BYTES ? bytes : null;
        } catch (IllegalArgumentException _) {
            // The JDK offers no test without the exception.
            return null;
        }
    }
}
