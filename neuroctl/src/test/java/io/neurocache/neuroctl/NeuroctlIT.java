package io.neurocache.neuroctl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Content;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyWriter;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each exit code, and what stands on stdout and stderr beside it. */
class NeuroctlIT {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void getPrintsTheBytesAndNothingElse() throws IOException {
        assertEquals(0, against(r -> new Reply.Found(r.id(), Bytes.utf8("123"), 17), "get", "a"));
        assertEquals("123", out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void getAsJsonIsOneObject() throws IOException {
        Bytes bytes = Bytes.wrap(new byte[] {(byte) 0xff, 0});
        assertEquals(0, against(r -> new Reply.Found(r.id(), bytes, 17), "get", "a", "--json"));
        assertEquals(
                "{\"key\":\"a\",\"value\":\"/wA=\",\"encoding\":\"base64\",\"index\":17,\"bytes\":2}\n",
                out.toString(UTF_8));
    }

    @Test
    void codesOfTheServerBecomeExitCodes() throws IOException {
        assertEquals(1, failing(ErrorCode.INVALID_REQUEST));
        assertEquals(3, failing(ErrorCode.NOT_FOUND));
        assertEquals(4, failing(ErrorCode.NO_LEADER));
        assertEquals(4, failing(ErrorCode.TIMEOUT));
        assertEquals(4, failing(ErrorCode.OVERLOADED));
        assertEquals(5, failing(ErrorCode.UNAUTHORIZED));
        assertTrue(err.toString(UTF_8).contains("error: "), err.toString(UTF_8));
        assertTrue(err.toString(UTF_8).contains("hint: "), err.toString(UTF_8));
        assertEquals("", out.toString(UTF_8));
    }

    @Test
    void aFailedCasSaysWhatIsThere() throws IOException {
        Content there = new Content.Value(Bytes.utf8("125"));
        assertEquals(
                6, against(r -> new Reply.CasFailed(r.id(), there, "no"), "cas", "a", "1", "2"));
        assertTrue(err.toString(UTF_8).contains("\"125\""), err.toString(UTF_8));
    }

    @Test
    void aClusterWithoutALeaderIsUnhealthy() throws IOException {
        Function<Request, Reply> follower =
                r ->
                        r instanceof Request.Members
                                ? new Reply.MembersTold(r.id(), List.of())
                                : new Reply.StatusTold(r.id(), HealthTest.status(1, "follower"));
        assertEquals(7, against(follower, "status", "--check"));
        assertTrue(
                out.toString(UTF_8).endsWith("cached objects are still served\n"),
                out.toString(UTF_8));
    }

    @Test
    void nobodyThereIsTryLater() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertEquals(4, run(out, "get", "a", "--endpoints", "127.0.0.1:" + port));
        assertTrue(err.toString(UTF_8).startsWith("error: nothing listens there (127.0.0.1:"));
    }

    @Test
    void aReaderThatHasGoneIsSilent() throws IOException {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        try (Server server = new Server(r -> new Reply.Found(r.id(), Bytes.utf8("1"), 1))) {
            assertEquals(141, run(broken, "get", "a", "--endpoints", server.address()));
        }
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void wrongUsageSaysWhatWasMeant() {
        assertEquals(2, run(out, "gte", "a"));
        assertTrue(err.toString(UTF_8).contains("did you mean \"get\"?"), err.toString(UTF_8));
        assertEquals(2, run(out, "get", "a", "--metta"));
        assertEquals(2, run(out, "get"));
        assertTrue(err.toString(UTF_8).contains("KEY is missing"), err.toString(UTF_8));
        assertEquals(2, run(out));
    }

    @Test
    void removalIsNotDoneUnasked() {
        assertEquals(2, run(out, "cluster", "remove", "3"));
        assertTrue(err.toString(UTF_8).contains("--yes"), err.toString(UTF_8));
    }

    @Test
    void helpNeedsNoServer() {
        assertEquals(0, run(out, "help"));
        assertEquals(0, run(out, "get", "--help"));
        assertTrue(out.toString(UTF_8).contains("neuroctl get alpha --out value.bin"));
        assertEquals("", err.toString(UTF_8));
    }

    private int failing(ErrorCode code) throws IOException {
        return against(r -> new Reply.Failed(r.id(), code, "no"), "get", "a", "--timeout", "100ms");
    }

    private int against(Function<Request, Reply> answers, String... args) throws IOException {
        try (Server server = new Server(answers)) {
            String[] all = Arrays.copyOf(args, args.length + 2);
            all[args.length] = "--endpoints";
            all[args.length + 1] = server.address();
            return run(out, all);
        }
    }

    private int run(OutputStream to, String... args) {
        return new Neuroctl(
                        new ByteArrayInputStream(new byte[0]),
                        to,
                        new PrintStream(err, true),
                        Io.Terminals.NONE,
                        Map.of())
                .run(List.of(args));
    }

    /** A server that answers any number of connections. Safe from any thread. */
    private record Server(ServerSocket listening, Function<Request, Reply> answers)
            implements AutoCloseable {
        Server(Function<Request, Reply> answers) throws IOException {
            this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answers);
            Thread.ofVirtual().start(this::accept);
        }

        String address() {
            return "127.0.0.1:" + listening.getLocalPort();
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException _) {
                    return; // Closed: the test is over.
                }
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                while (true) {
                    byte[] payload = in.readNBytes(in.readInt());
                    Request request = new RequestReader().read(payload, 0, payload.length);
                    ByteSink sink = new ByteSink();
                    int frame = sink.beginFrame();
                    ReplyWriter.write(answers.apply(request), sink);
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
        }
    }
}
