package io.neurocache.raft.client;

import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Any frame over the client's own TLS. For one thread. */
public final class TestStream implements AutoCloseable {
    private final ByteStream stream;
    private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);

    private TestStream(ByteStream stream) {
        this.stream = stream;
    }

    /** Connects to a port of this machine. */
    public static TestStream open(int port, PortSecurity security) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        var tls = Objects.requireNonNull(security.tls());
        return new TestStream(
                TlsStream.open(
                        SocketStream.open(new Endpoint("127.0.0.1", port), deadline),
                        tls.calling("127.0.0.1", port),
                        deadline));
    }

    /** Sends a text as a frame; returns the next frame. */
    public String ask(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 + payload.length).putInt(payload.length);
        stream.write(out.put(payload).flip(), deadline);
        ByteBuffer length = ByteBuffer.allocate(Frames.LENGTH_BYTES);
        stream.fill(length, deadline);
        ByteBuffer answer = ByteBuffer.allocate(Frames.checked(length.getInt(0)));
        stream.fill(answer, deadline);
        return new String(answer.array(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
