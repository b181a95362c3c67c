package io.neurocache.raft.auth;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.auth.SharedSecret.Side;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.WireException;
import org.jspecify.annotations.Nullable;

/** The handshake of who was called: two frames, in this order, and no third. One thread. */
public final class SecretCalled {
    private final SharedSecret secret;
    private final byte[] nonce = SharedSecret.nonce();
    private byte @Nullable [] theirs;

    /** A handshake that has not begun. */
    public SecretCalled(SharedSecret secret) {
        this.secret = secret;
    }

    /**
     * Answers a frame; {@link AuthFrame.Accepted} ends the handshake.
     *
     * @throws WireException Unauthorized, after which the connection is to be closed
     */
    public AuthFrame answer(byte[] bytes, int offset, int length) throws WireException {
        AuthFrame asked = AuthFrames.readAsked(bytes, offset, length);
        byte[] begun = theirs;
        return switch (asked) {
            case AuthFrame.Begin(long id, Bytes their) when begun == null -> {
                theirs = their.array();
                byte[] proof = secret.prove(Side.CALLED, their.array(), nonce);
                yield new AuthFrame.Challenge(id, Bytes.wrap(nonce), Bytes.wrap(proof));
            }
            case AuthFrame.Prove(long id, Bytes proof)
                    when begun != null
                            && secret.isProof(Side.CALLER, begun, nonce, proof.array()) ->
                    new AuthFrame.Accepted(id);
            case AuthFrame.Prove(long id, Bytes _) when begun != null ->
                    throw refused("that is not the cluster's secret", id);
            case AuthFrame.Begin(long id, Bytes _) -> throw refused("it has begun already", id);
            case AuthFrame.Prove(long id, Bytes _) -> throw refused("nonces come first", id);
            case AuthFrame.Challenge _, AuthFrame.Accepted _, AuthFrame.Refused _ ->
                    throw new IllegalStateException("a caller's frame is none of these");
        };
    }

    private static WireException refused(String message, long id) {
        return WireException.refused(ErrorCode.UNAUTHORIZED, message, id);
    }
}
