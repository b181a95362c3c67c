package io.neurocache.edge.peer;

import io.netty.buffer.ByteBuf;
import io.neurocache.edge.rules.ReprDigest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a body, as its bytes pass. Confined to one thread. */
public final class BodyDigest {
    private final MessageDigest hash = sha256();

    /** Begins with an empty body. */
    public BodyDigest() {}

    /** Adds the readable bytes of a buffer, which stays as it is and the caller's. */
    public void update(ByteBuf data) {
        if (data.nioBufferCount() == 1) {
            hash.update(data.nioBuffer());
        } else {
            for (ByteBuffer each : data.nioBuffers()) {
                hash.update(each);
            }
        }
    }

    /** Returns the digest of all that was added, and begins anew. */
    public ReprDigest finish() {
        return ReprDigest.ofSha256(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
