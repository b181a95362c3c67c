package io.neurocache.neurod.demo;

import io.neurocache.edge.HostPort;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small client of the key-value store for the demo and for tests: finds the leader, and tries
 * again for ten seconds while there is none.
 *
 * <p>Confined to the thread that made it.
 */
public final class KvClient implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final List<InetSocketAddress> nodes;
    private final String name = "demo-" + UUID.randomUUID();
    private long seq;
    private int next;
    private @Nullable KvConnection connection;

    /**
     * Connects to nobody yet.
     *
     * @param nodes Raft addresses, such as 127.0.0.1:7000,127.0.0.1:7001
     */
    public KvClient(String nodes) {
        this.nodes =
                Arrays.stream(nodes.split(",", -1)).map(n -> HostPort.parse(n).resolve()).toList();
    }

    /**
     * Writes a key, once however often it must be sent.
     *
     * @throws IOException when it was not acknowledged
     */
    public void put(String key, String value) throws IOException {
        Session session = new Session(name, ++seq);
        Reply reply = answered(to -> to.put(key, value, session));
        if (!(reply instanceof Reply.Written)) {
            throw new IOException(key + " was not written: " + reply);
        }
    }

    /** Reads a key, linearizably; null where it is absent. */
    public @Nullable String get(String key) throws IOException {
        return switch (answered(to -> to.get(key))) {
            case Reply.Found(long _, Bytes value, long _) ->
                    new String(value.array(), StandardCharsets.UTF_8);
            default -> null;
        };
    }

    /** What is asked on a connection. */
    private interface Question {
        Reply ask(KvConnection connection) throws IOException;
    }

    /**
     * Asks one node after another until one has answered for the cluster.
     *
     * @throws IOException when none has within ten seconds
     */
    private Reply answered(Question question) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        String trouble = "";
        while (System.nanoTime() - end < 0) {
            try {
                Reply reply = question.ask(connected());
                switch (reply) {
                    case Reply.NotLeader(long _, String leader, String _) -> follow(leader);
                    case Reply.Failed failed when failed.code() != ErrorCode.NOT_FOUND -> {
                        trouble = failed.message();
                        turnToAnother();
                    }
                    default -> {
                        return reply;
                    }
                }
            } catch (IOException e) {
                // Such a node is what this demo is about: another one answers.
                trouble = String.valueOf(e.getMessage());
                turnToAnother();
            }
        }
        throw new IOException("no node answered within ten seconds: " + trouble);
    }

    private KvConnection connected() throws IOException {
        KvConnection open = connection;
        if (open == null) {
            open = new KvConnection(nodes.get(next));
            connection = open;
        }
        return open;
    }

    private void turnToAnother() throws IOException {
        close();
        next = (next + 1) % nodes.size();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private void follow(String leader) throws IOException {
        int index = leader.isEmpty() ? -1 : nodes.indexOf(HostPort.parse(leader).resolve());
        if (index < 0 || index == next) {
            turnToAnother();
        } else {
            close();
            next = index;
        }
    }

    @Override
    public void close() throws IOException {
        KvConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
