package io.neurocache.raft.transport;

import io.neurocache.raft.auth.AuthException;
import io.neurocache.raft.auth.SecretCaller;
import io.neurocache.raft.auth.SharedSecret;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.WireException;

/** The gate of a connection that we made. Event loop only. */
final class CallerGate extends SecretGate {
    private final SecretCaller handshake;

    CallerGate(SharedSecret secret, FrameReceiver receiver, Runnable proven) {
        super(receiver, proven);
        this.handshake = new SecretCaller(secret);
    }

    @Override
    void begin() {
        send(handshake.begin());
    }

    @Override
    void handshake(byte[] bytes, int offset, int length) throws WireException {
        AuthFrame answer = AuthFrames.readAnswer(bytes, offset, length);
        try {
            if (handshake.isProven()) {
                handshake.answered(answer);
                open();
            } else {
                send(handshake.challenged(answer));
            }
        } catch (AuthException e) {
            throw WireException.framingLost(ErrorCode.UNAUTHORIZED, String.valueOf(e.getMessage()));
        }
    }

    @Override
    void failed(WireException reason) {
        receiver().malformed(reason);
    }
}
