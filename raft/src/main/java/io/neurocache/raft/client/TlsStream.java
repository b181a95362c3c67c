package io.neurocache.raft.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/**
 * TLS over another stream; both ends have shown their certificates when {@link #open} returns, but
 * the server may refuse ours only after that (RFC 8446 §4.4.2.4). Confined to one thread.
 */
final class TlsStream implements ByteStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteStream under;
    private final SSLEngine engine;
    private final ByteBuffer out;

    /** What came and is not decrypted yet; ready to be written into. */
    private final ByteBuffer in;

    /** What is decrypted and not taken yet; ready to be read. */
    private ByteBuffer plain = NOTHING;

    private TlsStream(ByteStream under, SSLEngine engine) {
        this.under = under;
        this.engine = engine;
        this.out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        this.in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    /**
     * Does the handshake; closes the stream under it when that fails.
     *
     * @throws javax.net.ssl.SSLException when the server is not trusted, or speaks no TLS
     */
    static TlsStream open(ByteStream under, SSLEngine engine, long deadlineNanos)
            throws IOException {
        TlsStream stream = new TlsStream(under, engine);
        try {
            engine.beginHandshake();
            stream.handshake(deadlineNanos);
            return stream;
        } catch (IOException e) {
            under.close();
            throw e;
        }
    }

    private void handshake(long deadlineNanos) throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
            switch (status) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(NOTHING, deadlineNanos);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(deadlineNanos)) {
                        throw new EOFException("the server closed the connection");
                    }
                }
                case NOT_HANDSHAKING, FINISHED -> {}
            }
            status = engine.getHandshakeStatus();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void wrap(ByteBuffer from, long deadlineNanos) throws IOException {
        out.clear();
        if (engine.wrap(from, out).getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new EOFException("the server ended TLS");
        }
        under.write(out.flip(), deadlineNanos);
    }

    /** Decrypts one record, reading more where there is none; false at the end. */
    private boolean unwrap(long deadlineNanos) throws IOException {
        while (true) {
            ByteBuffer to = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            in.flip();
            SSLEngineResult result = engine.unwrap(in, to);
            in.compact();
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                return false;
            }
            if (result.getStatus() == SSLEngineResult.Status.OK) {
                plain = to.flip();
                return true;
            }
            if (under.read(in, deadlineNanos) < 0) {
                return false;
            }
        }
    }

    @Override
    public void write(ByteBuffer from, long deadlineNanos) throws IOException {
        while (from.hasRemaining()) {
            wrap(from, deadlineNanos);
        }
    }

    @Override
    public int read(ByteBuffer to, long deadlineNanos) throws IOException {
        while (!plain.hasRemaining()) {
            if (!unwrap(deadlineNanos)) {
                return -1;
            }
            // A ticket or a change of keys is a record without bytes for us.
            handshake(deadlineNanos);
        }
        int count = Math.min(to.remaining(), plain.remaining());
        to.put(plain.slice().limit(count));
        plain.position(plain.position() + count);
        return count;
    }

    @Override
    public void close() throws IOException {
        under.close();
    }
}
