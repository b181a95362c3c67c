package io.neurocache.neurod.demo;

import io.neurocache.edge.HostPort;
import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.ErrorCode;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys through the Raft port while nodes come and go, and reads them back:
 *
 * <pre>
 * KvDemo write  NODES FILE SECONDS   one key after another; those acknowledged are noted in FILE
 * KvDemo verify NODES FILE           reads every key of FILE; exit code 1 if one is lost
 * </pre>
 *
 * NODES is a list such as 127.0.0.1:7000,127.0.0.1:7001. Confined to the main thread.
 */
public final class KvDemo {
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final List<InetSocketAddress> nodes;
    private int next;
    private @Nullable KvConnection connection;

    private KvDemo(String nodes) {
        this.nodes =
                Arrays.stream(nodes.split(",", -1)).map(n -> HostPort.parse(n).resolve()).toList();
    }

    /** Runs the program. */
    public static void main(String[] args) throws IOException {
        if (args.length == 4 && args[0].equals("write")) {
            Duration time = Duration.ofSeconds(Long.parseLong(args[3]));
            System.out.println(new KvDemo(args[1]).write(Path.of(args[2]), time));
        } else if (args.length == 3 && args[0].equals("verify")) {
            int lost = new KvDemo(args[1]).verify(Files.readAllLines(Path.of(args[2])));
            System.exit(lost == 0 ? 0 : 1);
        } else {
            System.err.println("usage: KvDemo write NODES FILE SECONDS | verify NODES FILE");
            System.exit(2);
        }
    }

    /** Writes for so long; says how many were acknowledged and how long the longest wait was. */
    private String write(Path file, Duration time) throws IOException {
        String client = "demo-" + ProcessHandle.current().pid();
        long end = System.nanoTime() + time.toNanos();
        long last = System.nanoTime();
        long longest = 0;
        int written = 0;
        try (BufferedWriter acknowledged =
                Files.newBufferedWriter(
                        file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (System.nanoTime() - end < 0) {
                int seq = written + 1;
                String key = "demo/" + seq;
                Session session = new Session(client, seq);
                Reply reply = answered(c -> c.put(key, "value-" + seq, session));
                if (!(reply instanceof Reply.Written)) {
                    throw new IOException(key + " was not written: " + reply);
                }
                acknowledged.write(key + " value-" + seq + "\n");
                acknowledged.flush();
                written++;
                longest = Math.max(longest, System.nanoTime() - last);
                last = System.nanoTime();
            }
        } finally {
            disconnect();
        }
        return written
                + " writes acknowledged, the longest wait was "
                + longest / 1_000_000
                + " ms";
    }

    /** Reads what was acknowledged; says how much of it is there and returns how much is not. */
    private int verify(List<String> acknowledged) throws IOException {
        int lost = 0;
        try {
            for (String line : acknowledged) {
                String[] keyAndValue = line.split(" ", 2);
                Reply reply = answered(c -> c.get(keyAndValue[0]));
                boolean isThere =
                        reply instanceof Reply.Found found
                                && found.value().equals(Bytes.utf8(keyAndValue[1]));
                if (!isThere) {
                    System.out.println(keyAndValue[0] + " is lost: " + reply);
                    lost++;
                }
            }
        } finally {
            disconnect();
        }
        System.out.println(
                acknowledged.size() - lost + " of " + acknowledged.size() + " are there");
        return lost;
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
        disconnect();
        next = (next + 1) % nodes.size();
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    private void follow(String leader) throws IOException {
        int index = leader.isEmpty() ? -1 : nodes.indexOf(HostPort.parse(leader).resolve());
        if (index < 0 || index == next) {
            turnToAnother();
        } else {
            disconnect();
            next = index;
        }
    }

    private void disconnect() throws IOException {
        KvConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
