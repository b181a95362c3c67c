package io.neurocache.raft.client;

import io.neurocache.raft.auth.AuthException;
import io.neurocache.raft.auth.ClusterTls;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.auth.SecretCaller;
import io.neurocache.raft.auth.SharedSecret;
import io.neurocache.raft.wire.AuthFrame;
import io.neurocache.raft.wire.AuthFrames;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyReader;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.raft.wire.WireException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * A connection with one request in flight at a time, over which both ends have proven what is to be
 * proven. Confined to one thread.
 */
final class Connection implements AutoCloseable {
    private static final int FIRST_BYTES = 8 << 10;

    private final ByteStream stream;
    private final ByteBuffer length = ByteBuffer.allocate(Frames.LENGTH_BYTES);

    private Connection(ByteStream stream) {
        this.stream = stream;
    }

    /**
     * Connects, and proves what there is to prove.
     *
     * @param deadlineNanos in the clock of {@link System#nanoTime}
     * @throws AuthException if the two ends do not trust each other
     * @throws IOException if there is no connection by then; nothing was asked
     */
    static Connection open(Endpoint endpoint, PortSecurity security, long deadlineNanos)
            throws IOException {
        ByteStream stream = SocketStream.open(endpoint, deadlineNanos);
        ClusterTls tls = security.tls();
        SharedSecret secret = security.secret();
        if (tls != null) {
            stream = secured(stream, tls, endpoint, deadlineNanos);
        }
        Connection connection = new Connection(stream);
        if (secret != null) {
            try {
                connection.prove(new SecretCaller(secret), deadlineNanos);
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        }
        return connection;
    }

    private static ByteStream secured(
            ByteStream stream, ClusterTls tls, Endpoint endpoint, long deadlineNanos)
            throws IOException {
        try {
            return TlsStream.open(
                    stream, tls.calling(endpoint.host(), endpoint.port()), deadlineNanos);
        } catch (SSLHandshakeException e) {
            throw new AuthException("no TLS: " + e.getMessage(), e);
        } catch (SSLException e) {
            throw new AuthException("what listens there does not speak TLS", e);
        }
    }

    private void prove(SecretCaller handshake, long deadlineNanos) throws IOException {
        send(handshake.begin(), deadlineNanos);
        send(handshake.challenged(answer(deadlineNanos)), deadlineNanos);
        handshake.answered(answer(deadlineNanos));
    }

    private void send(AuthFrame frame, long deadlineNanos) throws IOException {
        ByteSink sink = new ByteSink();
        int start = sink.beginFrame();
        AuthFrames.write(frame, sink);
        sink.endFrame(start);
        stream.write(ByteBuffer.wrap(sink.array(), 0, sink.length()), deadlineNanos);
    }

    private AuthFrame answer(long deadlineNanos) throws IOException {
        byte[] payload = payload(deadlineNanos);
        return AuthFrames.readAnswer(payload, 0, payload.length);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws SocketTimeoutException if there is none by the deadline
     * @throws WireException if what comes is no answer
     * @throws IOException if the connection breaks. After any of these it is of no use any more
     */
    Reply exchange(Request request, long deadlineNanos) throws IOException {
        ByteSink sink = new ByteSink();
        int frame = sink.beginFrame();
        RequestWriter.write(request, sink);
        sink.endFrame(frame);
        stream.write(ByteBuffer.wrap(sink.array(), 0, sink.length()), deadlineNanos);
        byte[] payload = payload(deadlineNanos);
        Reply reply = ReplyReader.read(payload, 0, payload.length);
        if (reply.id() != request.id() && reply.id() != WireException.NO_ID) {
            throw WireException.framingLost(ErrorCode.INTERNAL, "an answer to another request");
        }
        return reply;
    }

    private byte[] payload(long deadlineNanos) throws IOException {
        length.clear();
        stream.fill(length, deadlineNanos);
        int wanted = Frames.checked(length.getInt(0));
        // The array grows as the bytes come: a length alone does not get 16 MiB.
        byte[] payload = new byte[Math.min(wanted, FIRST_BYTES)];
        stream.fill(ByteBuffer.wrap(payload), deadlineNanos);
        while (payload.length < wanted) {
            int read = payload.length;
            payload = Arrays.copyOf(payload, (int) Math.min(wanted, 2L * read));
            stream.fill(ByteBuffer.wrap(payload, read, payload.length - read), deadlineNanos);
        }
        return payload;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
