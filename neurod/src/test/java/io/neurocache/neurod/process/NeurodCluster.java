package io.neurocache.neurod.process;

import static org.junit.jupiter.api.Assertions.fail;

import io.neurocache.raft.client.ClientConfig;
import io.neurocache.raft.client.Endpoint;
import io.neurocache.raft.client.RaftClient;
import io.neurocache.raft.wire.NodeStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Daemons that are one cluster, on ports of the loopback that stay theirs across restarts. Nodes
 * are counted from 0, their ids from 1. For one thread; {@link #close} kills all.
 */
final class NeurodCluster implements AutoCloseable {
    /** The status of {@link #leader} where nobody is known to lead. */
    static final int NO_LEADER = -1;

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration STATUS_TIMEOUT = Duration.ofMillis(500);
    private static final long POLL_NANOS = 10_000_000;

    private final Path folder;
    private final Ground ground;
    private final List<String> options;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<NeurodProcess> nodes = new ArrayList<>();
    private final List<NeurodProcess> allEver = new ArrayList<>();

    private NeurodCluster(Path folder, Ground ground, List<String> options) {
        this.folder = folder;
        this.ground = ground;
        this.options = options;
    }

    /**
     * Starts so many daemons and waits until each knows a leader.
     *
     * @param options that all are started with
     */
    static NeurodCluster start(Path folder, int size, String... options) throws IOException {
        return start(folder, Ground.LOOPBACK, Collections.nCopies(size, "voter"), options);
    }

    /** The same of nodes elsewhere. */
    static NeurodCluster start(Path folder, Ground ground, int size, String... options)
            throws IOException {
        return start(folder, ground, Collections.nCopies(size, "voter"), options);
    }

    /**
     * The same of nodes with these roles. Those that join come last, and are started by {@link
     * #join}.
     */
    static NeurodCluster start(Path folder, List<String> roles, String... options)
            throws IOException {
        return start(folder, Ground.LOOPBACK, roles, options);
    }

    private static NeurodCluster start(
            Path folder, Ground ground, List<String> roles, String... options) throws IOException {
        NeurodCluster cluster = new NeurodCluster(folder, ground, List.of(options));
        boolean started = false;
        try {
            cluster.choosePorts(roles);
            for (int i = 0; i < roles.size() && !roles.get(i).equals("joins"); i++) {
                NeurodProcess node = cluster.launched(i);
                cluster.nodes.add(node);
            }
            cluster.nodes.forEach(NeurodProcess::awaitReady);
            for (NeurodProcess node : cluster.nodes) {
                node.await(() -> isHealthy(node), "it knows a leader");
            }
            started = true;
            return cluster;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
    }

    private void choosePorts(List<String> roles) throws IOException {
        StringBuilder yaml = new StringBuilder("nodes:\n");
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int id = 1; id <= roles.size(); id++) {
                ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                held.add(free);
                Endpoint endpoint = new Endpoint(ground.host(id - 1), free.getLocalPort());
                endpoints.add(endpoint);
                yaml.append("  - { id: ").append(id);
                yaml.append(", raft: \"").append(endpoint);
                yaml.append("\", role: ").append(roles.get(id - 1)).append(" }\n");
            }
        } finally {
            for (ServerSocket free : held) {
                free.close();
            }
        }
        Files.writeString(folder.resolve("nodes.yaml"), yaml);
    }

    private NeurodProcess launched(int index) throws IOException {
        String id = Integer.toString(index + 1);
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--edge-listen",
                                ground.host(index) + ":0",
                                "--data-dir",
                                folder.resolve("node-" + id).toString(),
                                "--config",
                                folder.resolve("nodes.yaml").toString(),
                                "--id",
                                id,
                                "--slab-size",
                                "16m"));
        all.addAll(options);
        NeurodProcess node =
                NeurodProcess.launchBehind(ground.command(index), all.toArray(String[]::new));
        allEver.add(node);
        return node;
    }

    /** Starts the next of those that join; it waits to be added. */
    NeurodProcess join() throws IOException {
        NeurodProcess node = launched(nodes.size());
        nodes.add(node);
        node.awaitReady();
        return node;
    }

    /** How many run or have run. */
    int size() {
        return nodes.size();
    }

    NeurodProcess node(int index) {
        return nodes.get(index);
    }

    /** What a request proves that changes something and comes from elsewhere. */
    String token(int index) throws IOException {
        return Files.readString(folder.resolve("node-" + (index + 1)).resolve("token")).strip();
    }

    /** Every process there ever was: for their logs. */
    List<NeurodProcess> allEver() {
        return List.copyOf(allEver);
    }

    /** Starts a node again that has ended; does not wait for it to be ready. */
    NeurodProcess restart(int index) throws IOException {
        NeurodProcess node = launched(index);
        nodes.set(index, node);
        return node;
    }

    /** All Raft addresses, in the order of the nodes. */
    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /** A client that asks all nodes. */
    RaftClient client(Duration timeout) {
        return new RaftClient(new ClientConfig(endpoints, timeout));
    }

    /** A client that asks one node first, and whom that one names. */
    RaftClient clientOf(int index, Duration timeout) {
        return new RaftClient(new ClientConfig(List.of(endpoints.get(index)), timeout));
    }

    /** How a node says it stands. */
    NodeStatus status(int index) throws IOException {
        try (RaftClient client = clientOf(index, STATUS_TIMEOUT)) {
            return client.status();
        }
    }

    /** The node that says it leads in the highest term, or {@link #NO_LEADER}. */
    int leader() {
        int leader = NO_LEADER;
        long term = -1;
        for (int i = 0; i < size(); i++) {
            long leads = termLed(i);
            if (leads > term) {
                leader = i;
                term = leads;
            }
        }
        return leader;
    }

    /** The term in which a node says it leads; -1 of one that does not, is down or paused. */
    private long termLed(int i) {
        try {
            NodeStatus status = status(i);
            return status.role().equals("leader") ? status.term() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Waits until somebody leads, and says who. */
    int awaitLeader() {
        int[] leader = {NO_LEADER};
        await(
                () -> {
                    leader[0] = leader();
                    return leader[0] != NO_LEADER;
                },
                () -> "somebody leads");
        return leader[0];
    }

    /** Waits for a condition, or fails with the logs. */
    void await(BooleanSupplier condition, Supplier<String> what) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("not within " + DEADLINE + ": " + what.get() + "; the logs:\n" + logs());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** What the processes that are the nodes now have printed. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++) {
            logs.append("-- node ").append(i + 1).append('\n');
            logs.append(nodes.get(i).log()).append('\n');
        }
        return logs.toString();
    }

    static boolean isHealthy(NeurodProcess node) {
        return ask(() -> node.get("/health").statusCode()) == 200;
    }

    static long keys(NeurodProcess node) {
        return ask(() -> node.metric("keys"));
    }

    /** Asks within a condition, which may throw nothing checked. */
    private static long ask(Question question) {
        try {
            return question.answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private interface Question {
        long answer() throws IOException, InterruptedException;
    }

    @Override
    public void close() {
        nodes.forEach(NeurodProcess::close);
    }
}
