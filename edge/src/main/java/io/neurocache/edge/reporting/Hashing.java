package io.neurocache.edge.reporting;

import io.neurocache.edge.placement.Directory;
import io.neurocache.edge.rules.ReprDigest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of one body, piece by piece. It holds a reference to the object until {@link #close}.
 * Confined to one thread.
 */
final class Hashing implements AutoCloseable {
    /** Hashed in a millisecond or two, so that who closes need not wait. */
    private static final int STEP_BYTES = 1 << 20;

    private final Holdings holdings;
    private final String key;
    private final long handle;
    private final MessageDigest digest;
    private int piece;
    private int offset;

    /** Begins; takes over the caller's reference. */
    Hashing(Holdings holdings, String key, long handle) {
        this.holdings = holdings;
        this.key = key;
        this.handle = handle;
        this.digest = sha256();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    String key() {
        return key;
    }

    /** Whether the object is still found by its key. */
    boolean isCurrent() {
        return holdings.isCurrent(handle);
    }

    /** Whether all of the body has been read. */
    boolean isWhole() {
        return piece == holdings.pieces(handle);
    }

    /** Reads on by a step; returns how many bytes that were. */
    int step() {
        ByteBuffer bytes = holdings.piece(handle, piece).position(offset);
        int length = Math.min(STEP_BYTES, bytes.remaining());
        digest.update(bytes.limit(offset + length));
        offset += length;
        if (offset == bytes.capacity()) {
            piece++;
            offset = 0;
        }
        return length;
    }

    /** What the object is, once all of the body has been read. */
    Directory.Content content() {
        return new Directory.Content(
                holdings.size(handle),
                ReprDigest.ofSha256(digest.digest()),
                holdings.expires(handle));
    }

    @Override
    public void close() {
        holdings.release(handle);
    }
}
