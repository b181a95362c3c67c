package io.neurocache.raft.transport;

import io.neurocache.raft.auth.SecretCalled;
import io.neurocache.raft.auth.SharedSecret;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.PeerFrame;
import io.neurocache.raft.wire.PeerReader;
import io.neurocache.raft.wire.PeerWriter;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.WireException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gate of a connection that somebody made to us. Event loop only. */
final class CalledGate extends SecretGate {
    private static final Logger log = LoggerFactory.getLogger(CalledGate.class);

    private static final String PROOF_FIRST = "the cluster's secret is to be proven first";

    private final SecretCalled handshake;
    private boolean isPeer;

    CalledGate(SharedSecret secret, FrameReceiver receiver, Runnable proven) {
        super(receiver, proven);
        this.handshake = new SecretCalled(secret);
    }

    @Override
    void begin() {
        // The caller does.
    }

    @Override
    void handshake(byte[] bytes, int offset, int length) throws WireException {
        isPeer = PeerReader.isPeer(bytes, offset, length);
        AuthFrame answer = handshake.answer(bytes, offset, length);
        send(answer);
        if (answer instanceof AuthFrame.Accepted) {
            open();
        }
    }

    @Override
    void failed(WireException reason) {
        // At debug: whoever is refused may come as often as he likes.
        log.debug("{} is refused: {}", connection(), reason.getMessage());
        // A frame that is too long, or none, is the same from here: not the proof.
        String words = reason.code() == ErrorCode.UNAUTHORIZED ? reason.getMessage() : PROOF_FIRST;
        ByteSink sink = new ByteSink();
        if (isPeer) {
            PeerWriter.write(new PeerFrame.Refused(ErrorCode.UNAUTHORIZED, words), sink);
        } else {
            ReplyWriter.write(new Reply.Failed(reason.id(), ErrorCode.UNAUTHORIZED, words), sink);
        }
        send(sink);
    }
}
