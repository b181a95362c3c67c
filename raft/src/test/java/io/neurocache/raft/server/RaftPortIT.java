package io.neurocache.raft.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Consistency;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Frames;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.ReplyReader;
import io.neurocache.raft.wire.Request;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the Raft port does with clients that are broken, hostile, slow or many. */
@Timeout(90)
class RaftPortIT {
    private static final String GET = "{\"id\":1,\"op\":\"get\",\"key\":\"a\"}";

    @TempDir Path directory;
    private Servers servers;

    @BeforeEach
    void start() throws IOException {
        servers = Servers.started(directory, 1);
        servers.leader();
        servers.put("a", "1");
    }

    /** Whatever a test did to the port, it answers afterwards, and no server has failed. */
    @AfterEach
    void stillAnswers() throws IOException {
        try (Servers ending = servers;
                Client client = ending.client(1)) {
            assertInstanceOf(Reply.Found.class, client.get("a"));
        }
    }

    private static byte[] frame(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
    }

    @Test
    void aFrameOfNoBytesIsRefusedAndTheNextIsRead() throws IOException {
        try (Client client = servers.client(1)) {
            client.sendRaw(new byte[4]);
            client.sendRaw(frame(GET));
            RaftServerIT.assertCode(ErrorCode.INVALID_REQUEST, client.receive());
            assertInstanceOf(Reply.Found.class, client.receive());
        }
    }

    @Test
    void aFrameOverTheLimitIsRefusedAndTheConnectionCloses() throws IOException {
        for (int length : new int[] {Frames.MAX_BYTES + 1, Integer.MAX_VALUE, -1, 1 << 31}) {
            try (Client client = servers.client(1)) {
                client.sendRaw(ByteBuffer.allocate(8).putInt(length).array());
                RaftServerIT.assertCode(ErrorCode.TOO_LARGE, client.receive());
                assertTrue(client.isAtEnd());
            }
        }
    }

    @Test
    void malformedRequestsAreRefusedAmongGoodOnes() throws IOException {
        List<String> malformed =
                List.of(
                        "x",
                        "{}",
                        "[]",
                        "{\"id\":1}",
                        "{\"id\":1,\"op\":\"eval\"}",
                        "{\"id\":1,\"op\":\"put\",\"key\":\"a\"}",
                        "{\"id\":1,\"op\":\"get\",\"key\":\"\"}",
                        GET + GET,
                        GET.substring(0, GET.length() - 1),
                        "[".repeat(5000),
                        "\u0000\u0001\ufeff");
        try (Client client = servers.client(1)) {
            for (String bad : malformed) {
                client.sendRaw(frame(bad));
                client.sendRaw(frame(GET));
                assertInstanceOf(Reply.Failed.class, client.receive(), () -> "to " + bad);
                assertInstanceOf(Reply.Found.class, client.receive(), () -> "after " + bad);
            }
        }
    }

    @Test
    void aFrameMayComeByteByByte() throws IOException {
        try (Client client = servers.client(1)) {
            for (byte one : frame(GET)) {
                client.sendRaw(new byte[] {one});
            }
            assertInstanceOf(Reply.Found.class, client.receive());
        }
    }

    @Test
    void aClientThatEndsItsSideGetsItsAnswers() throws IOException {
        try (Client client = servers.client(1)) {
            for (int i = 1; i <= 50; i++) {
                client.send(new Request.Get(i, Bytes.utf8("a"), Consistency.LINEARIZABLE));
            }
            client.sendRaw(new byte[] {0, 0, 0, 9, '{'});
            client.end();
            for (int i = 1; i <= 50; i++) {
                assertInstanceOf(Reply.Found.class, client.receive());
            }
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void randomBytesHarmNobody() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            if (bytes.length > 4 && random.nextBoolean()) {
                // A length that can be, so that the rest is looked at.
                ByteBuffer.wrap(bytes).putInt(random.nextInt(1, bytes.length));
            }
            try (Client client = servers.client(1)) {
                client.sendRaw(bytes);
            } catch (SocketException e) {
                // The server has closed it already, as it should.
                assertTrue(bytes.length > 4, () -> "closed over nothing: " + e);
            }
        }
    }

    @Test
    void spoiltRequestsAreAnsweredOrTheConnectionEnds() throws IOException {
        Random random = new Random(11);
        String put =
                "{\"id\":3,\"op\":\"put\",\"key\":\"zz\",\"value\":\"v\",\"client\":\"c\",\"seq\":1}";
        for (String good : List.of(GET, put, "{\"id\":4,\"op\":\"scan\",\"limit\":3}")) {
            try (Client client = servers.client(1)) {
                for (int i = 0; i < 400; i++) {
                    byte[] bytes = frame(good);
                    for (int n = random.nextInt(1, 4); n > 0; n--) {
                        bytes[random.nextInt(4, bytes.length)] = (byte) random.nextInt();
                    }
                    client.sendRaw(bytes);
                    client.receive();
                }
            }
        }
    }

    @Test
    void aStrangerIsNoServer() throws IOException {
        String hello =
                "{\"rpc\":\"Hello\",\"protocol\":1,\"cluster\":\"%s\",\"from\":%d,\"to\":%d}";
        String vote =
                "{\"rpc\":\"RequestVote\",\"term\":99,\"candidateId\":%d,\"to\":1,\"lastLogIndex\":9,"
                    + "\"lastLogTerm\":9,\"transfer\":true}";
        List<List<String>> talks =
                List.of(
                        List.of(vote.formatted(2)),
                        List.of(hello.formatted("other", 2, 1)),
                        List.of(hello.formatted(Servers.CLUSTER, 2, 3)),
                        List.of(hello.formatted(Servers.CLUSTER, 1, 1)),
                        List.of(hello.formatted(Servers.CLUSTER, 2, 1), vote.formatted(3)),
                        List.of("{\"rpc\":\"Nonsense\"}"),
                        List.of("{\"rpc\":"));
        for (List<String> talk : talks) {
            try (Client client = servers.client(1)) {
                for (String text : talk) {
                    client.sendRaw(frame(text));
                }
                String answer = client.receiveText();
                if (answer.contains("Hello")) {
                    answer = client.receiveText();
                }
                assertTrue(answer.contains("\"Refused\""), answer);
                assertTrue(client.isAtEnd());
            }
        }
        assertEquals(1, servers.status(1).leader());
    }

    @Test
    void everyRequestIsAnsweredOnceHoweverManyAreUnderWay() throws Exception {
        int requests = 3 * PortConnection.MAX_REQUESTS;
        try (Client client = servers.client(1);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> sending =
                    threads.submit(() -> {
                        for (int id = 0; id < requests; id++) {
                            client.send(request(id));
                        }
                        return true;
                    });
            Set<Long> answered = new HashSet<>();
            for (int i = 0; i < requests; i++) {
                Reply reply = client.receive();
                assertTrue(answered.add(reply.id()), () -> "twice: " + reply);
            }
            assertEquals(requests, answered.size());
            sending.get();
        }
    }

    private static Request request(int id) {
        return switch (id % 3) {
            case 0 ->
                    new Request.Put(
                            id,
                            Bytes.utf8("k" + id % 100),
                            Bytes.utf8("v"),
                            io.neurocache.raft.wire.Session.NONE);
            case 1 -> new Request.Get(id, Bytes.utf8("a"), Consistency.LINEARIZABLE);
            default -> new Request.Get(id, Bytes.utf8("a"), Consistency.STALE);
        };
    }

    @Test
    void whoTakesNoAnswersIsReadFromNoFurtherAndGetsAllWhenItDoes() throws IOException {
        int questions = 400;
        int valueBytes = 1 << 19;
        servers.put("big", "x".repeat(valueBytes));
        try (SocketChannel deaf = SocketChannel.open();
                Client other = servers.client(1)) {
            deaf.setOption(StandardSocketOptions.SO_RCVBUF, 64 << 10);
            deaf.connect(address());
            long before = gets();
            for (int id = 1; id <= questions; id++) {
                byte[] ask =
                        frame(
                                "{\"id\":"
                                        + id
                                        + ",\"op\":\"get\",\"key\":\"big\",\"read\":\"stale\"}");
                assertEquals(ask.length, deaf.write(ByteBuffer.wrap(ask)));
            }
            // Each turn of the loop that answers the other one could have answered this one, too.
            long asked = 0;
            long answered = 0;
            for (int quiet = 0; quiet < 50; ) {
                assertInstanceOf(Reply.Found.class, other.get("a"));
                asked++;
                long others = asked;
                Servers.await(() -> gets() - before >= others, servers::states);
                long now = gets() - before - asked;
                quiet = now == answered ? quiet + 1 : 0;
                answered = now;
            }
            // What sockets take and 1 MiB: 200 MiB of answers would be gathered without a limit.
            assertTrue(answered < 60, answered + " answers were made for nobody");

            DataInputStream in = new DataInputStream(deaf.socket().getInputStream());
            for (int id = 1; id <= questions; id++) {
                byte[] answer = in.readNBytes(in.readInt());
                Reply reply = ReplyReader.read(answer, 0, answer.length);
                assertEquals(id, assertInstanceOf(Reply.Found.class, reply).id());
            }
        }
    }

    private long gets() {
        return servers.running(1).statistics().gets();
    }

    @Test
    void whoOnlySendsNonsenseAndNeverReadsIsReadFromNoFurther() throws IOException {
        byte[] nonsense = new byte[4 * 10_000];
        try (SocketChannel deaf = SocketChannel.open(address());
                Client other = servers.client(1)) {
            deaf.configureBlocking(false);
            long sent = 0;
            int stuck = 0;
            while (stuck < 50 && sent < 400L << 20) {
                int taken = deaf.write(ByteBuffer.wrap(nonsense));
                sent += taken;
                stuck = taken == 0 ? stuck + 1 : 0;
                if (taken == 0) {
                    assertInstanceOf(Reply.Found.class, other.get("a"));
                }
            }
            assertEquals(50, stuck, "the server took " + sent + " bytes without an end");
        }
    }

    private InetSocketAddress address() throws IOException {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), servers.port(1));
    }

    @Test
    void connectionsThatCloseWhileRequestsWaitHarmNobody() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (Client client = servers.client(1)) {
                for (int id = 0; id < 100; id++) {
                    client.send(request(id));
                }
            }
        }
    }

    @Test
    void tenThousandSilentConnectionsLeaveRoomForBusyOnes() throws Exception {
        int silent = 10_000;
        long limit = maxFiles();
        boolean isEnough = limit > 2L * silent + 1_000;
        if (!isEnough) {
            silent = (int) Math.max(100, (limit - 1_500) / 2);
            System.err.println(
                    "RaftPortIT: the limit of "
                            + limit
                            + " open files allows "
                            + silent
                            + " silent connections in one process, not 10,000");
        }
        assumeTrue(limit > 2_000, "too few files may be open: " + limit);
        List<SocketChannel> open = new ArrayList<>();
        try {
            long before = used();
            for (int i = 0; i < silent; i++) {
                open.add(SocketChannel.open(address()));
            }
            assertEquals(100 * 20, busy());
            long each = (used() - before) / silent;
            System.err.println(
                    "RaftPortIT: "
                            + silent
                            + " silent connections, heap of client and server "
                            + each
                            + " bytes each");
            assertTrue(each < 16_384, () -> "a silent connection costs " + each + " bytes");
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private int busy() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> busy = new ArrayList<>();
            for (int c = 0; c < 100; c++) {
                busy.add(
                        threads.submit(() -> {
                            try (Client client = servers.client(1)) {
                                for (int i = 0; i < 20; i++) {
                                    assertInstanceOf(Reply.Written.class, client.put("k", "v"));
                                }
                                return 20;
                            }
                        }));
            }
            int answered = 0;
            for (Future<Integer> done : busy) {
                answered += done.get();
            }
            return answered;
        }
    }

    private static long maxFiles() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : 0;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
