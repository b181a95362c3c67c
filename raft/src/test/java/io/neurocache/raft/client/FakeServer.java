package io.neurocache.raft.client;

import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server on a loopback socket that answers as it is told. Safe from any thread. */
public final class FakeServer implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Function<Request, Optional<Reply>> answers;

    /** Answers each request; empty breaks the connection instead. */
    public FakeServer(Function<Request, Optional<Reply>> answers) throws IOException {
        this.answers = answers;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens. */
    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listening.getLocalPort());
    }

    /** What was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return; // Closed: the test is over.
            }
        }
    }

    private void serve(Socket socket) {
        RequestReader reader = new RequestReader();
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] payload = in.readNBytes(in.readInt());
                Request request = reader.read(payload, 0, payload.length);
                requests.add(request);
                Optional<Reply> reply = answers.apply(request);
                if (reply.isEmpty()) {
                    return;
                }
                ByteSink sink = new ByteSink();
                int frame = sink.beginFrame();
                ReplyWriter.write(reply.get(), sink);
                sink.endFrame(frame);
                socket.getOutputStream().write(sink.array(), 0, sink.length());
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
