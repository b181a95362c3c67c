package io.neurocache.raft.server;

import io.neurocache.raft.RaftConfig;
import io.neurocache.raft.auth.PortSecurity;
import io.neurocache.raft.store.StorageConfig;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.NodeStatus;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Real servers of one cluster in this process, on ports of the loopback. For one thread. */
final class Servers implements AutoCloseable {
    static final String CLUSTER = "test";

    /** How long a cache serves unasked. */
    static final Duration LEASE = Duration.ofSeconds(1);

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NANOS = 2_000_000;

    /** Keeps little behind a snapshot, so that whoever was away needs it. */
    private static final RaftConfig RAFT =
            new RaftConfig(
                    15,
                    5,
                    1 << 20,
                    64,
                    8L << 20,
                    100_000,
                    16 << 10,
                    10,
                    RaftConfig.ReadMode.READ_INDEX);

    private final Path root;
    private final List<MemberAddress> members;
    private final Map<Integer, Integer> ports = new TreeMap<>();
    private final Map<Integer, RaftServer> running = new TreeMap<>();
    private final Collection<String> failures = new ConcurrentLinkedQueue<>();
    private IntFunction<@Nullable CacheListener> caches = id -> null;
    private UnaryOperator<RaftServerConfig> change = config -> config;

    Servers(Path root, int count) throws IOException {
        this.root = root;
        this.members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            members.add(new MemberAddress(id, "127.0.0.1", port(id), ""));
        }
    }

    /** Servers that are all started already. */
    static Servers started(Path root, int count) throws IOException {
        Servers servers = new Servers(root, count);
        for (int id = 1; id <= count; id++) {
            servers.start(id);
        }
        return servers;
    }

    /** Changes how servers are started from now on. */
    void configure(UnaryOperator<RaftServerConfig> newChange) {
        change = newChange;
    }

    /** Puts a cache beside each server that is started from now on. */
    void caches(IntFunction<@Nullable CacheListener> newCaches) {
        caches = newCaches;
    }

    /** The server's port, a free one at first. */
    int port(int id) throws IOException {
        Integer known = ports.get(id);
        if (known == null) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                known = free.getLocalPort();
            }
            ports.put(id, known);
        }
        return known;
    }

    String address(int id) throws IOException {
        return "127.0.0.1:" + port(id);
    }

    RaftServer start(int id) throws IOException {
        return start(id, members);
    }

    /** Starts a server that knows of no member: it waits to be added. */
    RaftServer startNew(int id) throws IOException {
        return start(id, List.of());
    }

    private RaftServer start(int id, List<MemberAddress> known) throws IOException {
        RaftServerConfig config =
                new RaftServerConfig(
                        id,
                        "test",
                        CLUSTER,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port(id)),
                        known,
                        directory(id),
                        RAFT,
                        storage(id),
                        Duration.ofMillis(20),
                        Duration.ofSeconds(10),
                        LEASE,
                        64 << 20,
                        Duration.ofDays(1),
                        12_000,
                        1 << 16,
                        PortSecurity.NONE);
        RaftServer server =
                RaftServer.start(
                        change.apply(config),
                        new RaftListener() {
                            @Override
                            public void leaderChanged(long term, int leader) {}

                            @Override
                            public void failed(String message) {
                                failures.add("n" + id + ": " + message);
                            }
                        },
                        caches.apply(id));
        running.put(id, server);
        return server;
    }

    static StorageConfig storage(int id) {
        return new StorageConfig(
                id,
                2 << 20,
                1 << 20,
                16L << 20,
                1L << 20,
                0,
                1L << 30,
                Duration.ofMillis(50),
                Duration.ofSeconds(1));
    }

    Path directory(int id) {
        return root.resolve("n" + id);
    }

    void stop(int id) throws IOException {
        RaftServer server = running.remove(id);
        if (server != null) {
            server.close();
        }
    }

    NodeStatus status(int id) {
        return running(id).status();
    }

    RaftServer running(int id) {
        RaftServer server = running.get(id);
        if (server == null) {
            throw new IllegalStateException("n" + id + " is not running");
        }
        return server;
    }

    Client client(int id) throws IOException {
        return new Client(port(id));
    }

    /** Waits until one server leads and all that run follow it, having applied what it has. */
    int leader() {
        await(() -> agreed() != 0, () -> "no leader: " + states());
        return agreed();
    }

    private int agreed() {
        int leader = 0;
        for (NodeStatus status : running.values().stream().map(RaftServer::status).toList()) {
            boolean knows = status.leader() != 0 && running.containsKey(status.leader());
            if (!knows || (leader != 0 && status.leader() != leader)) {
                return 0;
            }
            leader = status.leader();
        }
        return status(leader).role().equals("leader") ? leader : 0;
    }

    /** A server that runs and does not lead. */
    int follower() {
        int leader = leader();
        return running.keySet().stream().filter(id -> id != leader).findFirst().orElseThrow();
    }

    /** Puts until a server says it is done, wherever the leader may go meanwhile. */
    void put(String key, String value) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Object last = "nothing asked";
        while (System.nanoTime() - deadline < 0) {
            try (Client client = client(leader())) {
                Reply reply = client.put(key, value);
                if (reply instanceof Reply.Written) {
                    return;
                }
                last = reply;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new AssertionError("not put: " + last);
    }

    /** Waits until all that run have applied what the leader has by now. */
    void settle() throws IOException {
        int leader = leader();
        long last;
        try (Client client = client(leader)) {
            last =
                    client.ask(new Request.Status(1)) instanceof Reply.StatusTold told
                            ? told.status().last()
                            : Long.MAX_VALUE;
        }
        await(
                () -> running.values().stream().allMatch(s -> s.status().applied() >= last),
                () -> "not settled at " + last + ": " + states());
    }

    String states() {
        return running.values().stream().map(RaftServer::status).toList() + ", failed: " + failures;
    }

    Collection<String> failures() {
        return failures;
    }

    static void await(BooleanSupplier condition, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Whether a refusal says to try again elsewhere or later, and that nothing happened. */
    static boolean isHarmless(Reply reply) {
        return switch (reply) {
            case Reply.NotLeader _ -> true;
            case Reply.Failed failed ->
                    failed.code() == ErrorCode.NO_LEADER || failed.code() == ErrorCode.OVERLOADED;
            case Reply.Done _,
                    Reply.Written _,
                    Reply.Purged _,
                    Reply.Leased _,
                    Reply.EntriesTold _,
                    Reply.Found _,
                    Reply.Scanned _,
                    Reply.StatusTold _,
                    Reply.Piece _,
                    Reply.MembersTold _,
                    Reply.CasFailed _ ->
                    false;
        };
    }

    /** Stops all; fails when one of them had to stop by itself. */
    @Override
    public void close() throws IOException {
        for (int id : List.copyOf(running.keySet())) {
            stop(id);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("servers failed: " + failures);
        }
    }
}
