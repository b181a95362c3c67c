package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyReader;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.raft.wire.Session;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client on one plain socket, which waits for each answer. For one thread. */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final ByteSink sink = new ByteSink();
    private long lastId;

    Client(int port) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** An id that this client has not used yet. */
    long nextId() {
        return ++lastId;
    }

    Reply put(String key, String value) throws IOException {
        return put(key, value, Session.NONE);
    }

    Reply put(String key, String value, Session session) throws IOException {
        return ask(new Request.Put(nextId(), Bytes.utf8(key), Bytes.utf8(value), session));
    }

    Reply get(String key) throws IOException {
        return get(key, Consistency.LINEARIZABLE);
    }

    Reply get(String key, Consistency read) throws IOException {
        return ask(new Request.Get(nextId(), Bytes.utf8(key), read));
    }

    Reply ask(Request request) throws IOException {
        send(request);
        return receive();
    }

    void send(Request request) throws IOException {
        sink.reset();
        int start = sink.beginFrame();
        RequestWriter.write(request, sink);
        sink.endFrame(start);
        socket.getOutputStream().write(sink.array(), 0, sink.length());
    }

    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends a text as one frame. */
    void sendFrame(String text) throws IOException {
        sink.reset();
        int start = sink.beginFrame();
        sink.ascii(text);
        sink.endFrame(start);
        socket.getOutputStream().write(sink.array(), 0, sink.length());
    }

    /** The next answer, as text. */
    String receiveText() throws IOException {
        byte[] bytes = in.readNBytes(Frames.checked(in.readInt()));
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    Reply receive() throws IOException {
        byte[] bytes = in.readNBytes(Frames.checked(in.readInt()));
        return ReplyReader.read(bytes, 0, bytes.length);
    }

    /** Says that nothing more is sent; answers still come. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether the server has closed the connection and all it sent has been read. */
    boolean isAtEnd() throws IOException {
        return in.read() == -1;
    }

    void setPatience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
