package io.neurocache.raft.transport;

import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.WireException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stands before whoever hears a connection until the secret is proven: till then nothing reaches
 * him, no frame is longer than a handshake's, and he does not know that there is a connection.
 *
 * <p>Event loop only.
 */
abstract class SecretGate implements FrameReceiver {
    private final FrameReceiver receiver;
    private final Runnable proven;
    private @Nullable FrameConnection connection;
    private boolean isOpen;

    /**
     * A shut gate.
     *
     * @param receiver hears everything once the gate is open
     * @param proven runs when it opens
     */
    SecretGate(FrameReceiver receiver, Runnable proven) {
        this.receiver = receiver;
        this.proven = proven;
    }

    /** The connection is there. */
    abstract void begin();

    /** A frame came while the gate is shut. */
    abstract void handshake(byte[] bytes, int offset, int length) throws WireException;

    /** The handshake failed: whatever is to be said is said, then the connection closes. */
    abstract void failed(WireException reason);

    @Override
    public void opened(FrameConnection opened) {
        connection = opened;
        opened.limitFrames(AuthFrames.MAX_BYTES);
        begin();
    }

    final void open() {
        isOpen = true;
        connection().limitFrames(Frames.MAX_BYTES);
        proven.run();
        receiver.opened(connection());
    }

    final void send(AuthFrame frame) {
        ByteSink sink = new ByteSink();
        AuthFrames.write(frame, sink);
        send(sink);
    }

    final void send(ByteSink sink) {
        connection().write(sink);
        connection().flush();
    }

    final FrameConnection connection() {
        return Objects.requireNonNull(connection, "the connection is not open yet");
    }

    final FrameReceiver receiver() {
        return receiver;
    }

    @Override
    public void frame(byte[] bytes, int offset, int length) {
        if (isOpen) {
            receiver.frame(bytes, offset, length);
            return;
        }
        try {
            handshake(bytes, offset, length);
        } catch (WireException e) {
            failed(e);
            connection().close();
        }
    }

    @Override
    public void malformed(WireException malformed) {
        if (isOpen) {
            receiver.malformed(malformed);
        } else {
            failed(malformed);
            connection().close();
        }
    }

    @Override
    public void writable() {
        if (isOpen) {
            receiver.writable();
        }
    }

    @Override
    public void ended() {
        if (isOpen) {
            receiver.ended();
        } else {
            connection().close();
        }
    }

    @Override
    public void crashed(Throwable cause) {
        receiver.crashed(cause);
    }

    /** Also of one that never opened: whoever makes connections makes another one then. */
    @Override
    public void closed() {
        receiver.closed();
    }
}
