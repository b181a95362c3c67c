package io.neurocache.raft.auth;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.auth.SharedSecret.Side;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.slab.Check;

/**
 * The handshake of who made the connection. The other side proves itself first: an impostor gets no
 * proof to try secrets on. Confined to one thread.
 */
public final class SecretCaller {
    private static final long BEGIN_ID = 1;
    private static final long PROVE_ID = 2;

    private final SharedSecret secret;
    private final byte[] nonce = SharedSecret.nonce();
    private boolean isProven;

    /** A handshake that has not begun. */
    public SecretCaller(SharedSecret secret) {
        this.secret = secret;
    }

    /** The first frame. */
    public AuthFrame begin() {
        return new AuthFrame.Begin(BEGIN_ID, Bytes.wrap(nonce));
    }

    /** Whether the called side has proven itself and its word that we did is awaited. */
    public boolean isProven() {
        return isProven;
    }

    /**
     * Checks the called side's proof; returns ours.
     *
     * @throws AuthException if it proves nothing
     */
    public AuthFrame challenged(AuthFrame answer) throws AuthException {
        Check.state(!isProven, "a handshake is proven twice");
        if (answer instanceof AuthFrame.Challenge(long _, Bytes theirs, Bytes proof)
                && secret.isProof(Side.CALLED, nonce, theirs.array(), proof.array())) {
            isProven = true;
            byte[] ours = secret.prove(Side.CALLER, nonce, theirs.array());
            return new AuthFrame.Prove(PROVE_ID, Bytes.wrap(ours));
        }
        if (answer instanceof AuthFrame.Refused(ErrorCode code, String message)
                && code != ErrorCode.INVALID_REQUEST) {
            throw new AuthException(message);
        }
        throw new AuthException("what listens there does not prove that it knows the secret");
    }

    /**
     * Hears whether our proof was accepted.
     *
     * @throws AuthException if it was not
     */
    public void answered(AuthFrame answer) throws AuthException {
        Check.state(isProven, "an answer before the proof");
        if (answer instanceof AuthFrame.Refused(ErrorCode _, String message)) {
            throw new AuthException(message);
        }
        if (!(answer instanceof AuthFrame.Accepted)) {
            throw new AuthException("what listens there answers something else than a proof");
        }
    }
}
