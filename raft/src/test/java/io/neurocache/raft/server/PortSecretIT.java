package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.auth.SharedSecret;
import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.client.RaftClientException;
import io.neurocache.raft.transport.HalfOpen;
import io.neurocache.raft.wire.ByteSink;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.RequestWriter;
import io.neurocache.raft.wire.Session;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that wants the cluster's secret proven, and those who do not know it. */
class PortSecretIT {
    private static final String HELLO =
            "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"test\",\"from\":2,\"to\":1}";
    private static final String VOTE =
            "{\"rpc\":\"RequestVote\",\"term\":99,\"candidateId\":2,\"to\":1,\"lastLogIndex\":99,"
                    + "\"lastLogTerm\":99,\"transfer\":false}";
    private static final PortSecurity SECRET = secret("the-secret-of-this-cluster-in-a-test");
    private static final PortSecurity OTHER = secret("the-secret-of-another-cluster-in-a-test");

    @TempDir Path folder;

    private Servers servers;

    private static PortSecurity secret(String text) {
        return new PortSecurity(SharedSecret.of(List.of(text)), null);
    }

    private void start(int count) throws IOException {
        servers = new Servers(folder, count);
        servers.configure(config -> config.withSecurity(SECRET));
        for (int id = 1; id <= count; id++) {
            servers.start(id);
        }
    }

    @AfterEach
    void stop() throws IOException {
        servers.close();
    }

    private RaftClient client(PortSecurity security, int millis) throws IOException {
        return new RaftClient(
                new ClientConfig(
                        List.of(Endpoint.parse(servers.address(1))),
                        Duration.ofMillis(millis),
                        security));
    }

    /** Nobody who was refused has done anything, and those who know the secret are served. */
    private void assertServes() throws IOException {
        try (RaftClient client = client(SECRET, 30_000)) {
            Bytes key = Bytes.utf8("proof");
            client.put(key, key);
            assertEquals(key, client.get(key, Consistency.LINEARIZABLE).orElseThrow().value());
            assertTrue(client.status().term() < 99, "a stranger's vote was heard");
        }
    }

    private static void assertUnauthorized(RaftClient client) {
        RaftClientException e = assertThrows(RaftClientException.class, client::status);
        assertEquals(RaftClientException.Trouble.UNAUTHORIZED, e.trouble(), e::toString);
    }

    @Test
    void membersAndClientsThatKnowTheSecretAreACluster() throws IOException {
        start(3);
        servers.leader();
        assertServes();
        try (RaftClient client = client(SECRET, 30_000)) {
            assertEquals(3, client.members().size());
        }
        int leader = servers.leader();
        Servers.await(
                () ->
                        servers.status(leader).peers().stream()
                                .allMatch(peer -> peer.rttMicros() > 0),
                () -> "no round trips: " + servers.states());
    }

    @Test
    void aMemberWithAnotherSecretIsNone() throws IOException {
        servers = new Servers(folder, 3);
        servers.configure(config -> config.withSecurity(config.id() == 3 ? OTHER : SECRET));
        servers.start(1);
        servers.start(2);
        servers.leader();
        long term = servers.status(1).term();
        servers.start(3);
        assertServes();
        assertEquals(0, servers.status(3).leader(), "it heard a leader");
        assertEquals(term, servers.status(1).term(), "it was heard");
    }

    @Test
    void withoutTheSecretNothingIsDone() throws IOException {
        start(1);
        servers.leader();
        try (Client plain = servers.client(1)) {
            assertEquals(ErrorCode.UNAUTHORIZED, ((Reply.Failed) plain.put("a", "1")).code());
            assertTrue(plain.isAtEnd());
        }
        try (RaftClient plain = client(PortSecurity.NONE, 5_000);
                RaftClient other = client(OTHER, 5_000)) {
            assertUnauthorized(plain);
            assertUnauthorized(other);
        }
        assertServes();
    }

    @Test
    void peersFramesAreHeardByNobodyBeforeTheProof() throws IOException {
        start(1);
        servers.leader();
        for (String frames : List.of(HELLO, VOTE)) {
            try (Client peer = servers.client(1)) {
                peer.sendFrame(frames);
                peer.sendFrame(VOTE);
                assertTrue(peer.receiveText().startsWith("{\"rpc\":\"Refused\""));
                assertTrue(peer.isAtEnd());
            }
        }
        assertServes();
    }

    @Test
    void nothingMayFollowAHandshakeThatIsNotOver() throws IOException {
        start(1);
        servers.leader();
        try (Client client = servers.client(1)) {
            client.sendFrame("{\"id\":1,\"op\":\"auth\",\"nonce\":\"" + "A".repeat(43) + "=\"}");
            client.sendFrame("{\"id\":7,\"op\":\"put\",\"key\":\"a\",\"value\":\"1\"}");
            assertTrue(client.receiveText().contains("\"proof\":"));
            Reply.Failed refused = assertInstanceOf(Reply.Failed.class, client.receive());
            assertEquals(7, refused.id());
            assertEquals(ErrorCode.UNAUTHORIZED, refused.code());
            assertTrue(client.isAtEnd());
        }
        assertServes();
    }

    @Test
    void aHandshakeThatWasOverheardIsOfNoUse() throws IOException {
        start(1);
        servers.leader();
        List<byte[]> overheard = overhear();
        try (Client again = servers.client(1)) {
            again.sendRaw(overheard.get(0));
            assertTrue(again.receiveText().contains("\"proof\":"));
            again.sendRaw(overheard.get(1));
            assertTrue(again.receiveText().contains("that is not the cluster's secret"));
            assertTrue(again.isAtEnd());
        }
        assertServes();
    }

    /** What an honest client sends until it is accepted, heard by someone in the middle. */
    private List<byte[]> overhear() throws IOException {
        List<byte[]> frames = new ArrayList<>();
        try (ServerSocket middle = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread honest =
                    Thread.ofVirtual()
                            .start(() -> {
                                Endpoint there = new Endpoint("127.0.0.1", middle.getLocalPort());
                                var config =
                                        new ClientConfig(
                                                List.of(there), Duration.ofSeconds(20), SECRET);
                                try (RaftClient client = new RaftClient(config)) {
                                    client.status();
                                } catch (IOException _) {
                                    // The one in the middle hangs up.
                                }
                            });
            try (Socket caller = middle.accept();
                    Socket called = new Socket(InetAddress.getLoopbackAddress(), servers.port(1))) {
                for (int i = 0; i < 2; i++) {
                    frames.add(passOn(caller, called));
                    passOn(called, caller);
                }
            }
            honest.interrupt();
        }
        return frames;
    }

    private static byte[] passOn(Socket from, Socket to) throws IOException {
        DataInputStream in = new DataInputStream(from.getInputStream());
        byte[] payload = in.readNBytes(Frames.checked(in.readInt()));
        byte[] frame =
                ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array();
        to.getOutputStream().write(frame);
        return frame;
    }

    @Test
    void halvesAndNonsenseAndWhatIsTooLongEndTheConnection() throws IOException {
        start(1);
        servers.leader();
        byte[] half = "{\"id\":1,\"op\":\"auth\",\"non".getBytes(StandardCharsets.US_ASCII);
        List<byte[]> bad =
                List.of(
                        ByteBuffer.allocate(4).putInt(0).array(),
                        ByteBuffer.allocate(4).putInt(1025).array(),
                        ByteBuffer.allocate(4).putInt(Frames.MAX_BYTES).array(),
                        ByteBuffer.allocate(4).putInt(-1).array(),
                        ByteBuffer.allocate(4 + half.length).putInt(half.length).put(half).array());
        for (byte[] bytes : bad) {
            try (Client client = servers.client(1)) {
                client.sendRaw(bytes);
                assertEquals(ErrorCode.UNAUTHORIZED, ((Reply.Failed) client.receive()).code());
                assertTrue(client.isAtEnd());
            }
        }
        try (Client client = servers.client(1)) {
            client.sendRaw(new byte[] {0, 0});
            client.end();
            assertTrue(client.isAtEnd(), "who ends in the midst of it is let go");
        }
        assertServes();
    }

    @Test
    void silentStrangersDoNotKeepOthersOut() throws IOException {
        start(1);
        servers.leader();
        List<Client> silent = new ArrayList<>();
        try {
            for (int i = 0; i < HalfOpen.MAX_CONNECTIONS + 50; i++) {
                silent.add(servers.client(1));
            }
            assertServes();
            assertTrue(silent.getFirst().isAtEnd(), "the oldest gave way");
            assertTrue(silent.getLast().isAtEnd(), "the latest is closed when its time is over");
        } finally {
            for (Client one : silent) {
                one.close();
            }
        }
    }

    @Test
    void aSecretIsReplacedWhileTheServerRuns() throws IOException {
        start(1);
        servers.leader();
        try (RaftClient old = client(SECRET, 20_000)) {
            old.status();
            servers.running(1).replaceSecurity(OTHER);
            old.status();
            try (RaftClient late = client(SECRET, 5_000);
                    RaftClient other = client(OTHER, 20_000)) {
                assertUnauthorized(late);
                other.status();
            }
        }
    }

    @Test
    void aServerWithoutASecretIsNotTrustedByWhoHasOne() throws IOException {
        servers = Servers.started(folder, 1);
        try (RaftClient client = client(SECRET, 5_000)) {
            assertUnauthorized(client);
        }
    }

    @Test
    void requestsOfAllClientsTogetherAreLimited() throws IOException {
        servers = new Servers(folder, 1);
        servers.configure(config -> Configs.withMaxRequests(config, 4));
        servers.start(1);
        servers.leader();
        try (Client client = servers.client(1)) {
            ByteSink sink = new ByteSink();
            for (int i = 1; i <= 100; i++) {
                int start = sink.beginFrame();
                Bytes key = Bytes.utf8("k" + i);
                RequestWriter.write(new Request.Put(i, key, key, Session.NONE), sink);
                sink.endFrame(start);
            }
            client.sendRaw(java.util.Arrays.copyOf(sink.array(), sink.length()));
            int written = 0;
            for (int i = 0; i < 100; i++) {
                Reply reply = client.receive();
                if (reply instanceof Reply.Written) {
                    written++;
                } else {
                    assertEquals(ErrorCode.OVERLOADED, ((Reply.Failed) reply).code());
                }
            }
            assertTrue(written >= 4 && written < 100, written + " were written");
            assertInstanceOf(Reply.Written.class, client.put("after", "1"), "room comes back");
        }
        assertArrayEquals(new Object[0], servers.failures().toArray());
    }
}
