package io.neurocache.neurod.demo;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyReader;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.raft.wire.Session;
import io.neurocache.raft.wire.WireException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A connection to a Raft port that asks one thing at a time and waits for the answer.
 *
 * <p>Confined to the thread that made it.
 */
final class KvConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ByteSink sink = new ByteSink();
    private long nextId;

    /**
     * Connects.
     *
     * @throws IOException when nobody is there within two seconds
     */
    KvConnection(InetSocketAddress address) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Writes a key, at most once whatever becomes of the connection. */
    Reply put(String key, String value, Session session) throws IOException {
        return ask(new Request.Put(nextId++, Bytes.utf8(key), Bytes.utf8(value), session));
    }

    /** Reads a key, linearizably. */
    Reply get(String key) throws IOException {
        return ask(new Request.Get(nextId++, Bytes.utf8(key), Consistency.LINEARIZABLE));
    }

    private Reply ask(Request request) throws IOException {
        sink.reset();
        int start = sink.beginFrame();
        RequestWriter.write(request, sink);
        sink.endFrame(start);
        socket.getOutputStream().write(sink.array(), 0, sink.length());
        try {
            byte[] frame = new byte[Frames.checked(in.readInt())];
            in.readFully(frame);
            return ReplyReader.read(frame, 0, frame.length);
        } catch (WireException e) {
            throw new IOException("an answer that is none: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
