package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many durable puts a second do one and three servers in this process take, and how long does
 * one wait? 16 connections with 64 puts of 100 bytes under way each, for the seconds given.
 *
 * <p>Run {@code main} with the test class path: {@code WriteLoad <servers> <seconds>}.
 */
final class WriteLoad {
    private static final int CONNECTIONS = 16;
    private static final int IN_FLIGHT = 64;
    private static final int MAX_SAMPLES = 2_000_000;

    private final Bytes value = Bytes.utf8("v".repeat(100));
    private final long[] nanos = new long[MAX_SAMPLES];
    private int count;
    private int refused;

    private WriteLoad() {}

    /** Measures, and prints one line. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int size = Integer.parseInt(arguments[0]);
        int seconds = Integer.parseInt(arguments[1]);
        Path directory = Files.createTempDirectory("raft-load");
        try (Servers servers = Servers.started(directory, size)) {
            servers.leader();
            List<WriteLoad> loads = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            for (int c = 0; c < CONNECTIONS; c++) {
                WriteLoad load = new WriteLoad();
                Client client = servers.client(servers.leader());
                int first = c;
                loads.add(load);
                threads.add(Thread.ofPlatform().start(() -> load.run(client, first, end)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            report(size, seconds, loads);
        }
    }

    private void run(Client client, int connection, long end) {
        try (client) {
            long[] since = new long[IN_FLIGHT];
            for (int slot = 0; slot < IN_FLIGHT; slot++) {
                since[slot] = System.nanoTime();
                client.send(put(slot, connection));
            }
            while (System.nanoTime() - end < 0 && count < MAX_SAMPLES) {
                Reply reply = client.receive();
                int slot = (int) (reply.id() % IN_FLIGHT);
                if (reply instanceof Reply.Written) {
                    nanos[count++] = System.nanoTime() - since[slot];
                } else {
                    refused++;
                }
                since[slot] = System.nanoTime();
                client.send(put(reply.id() + IN_FLIGHT, connection));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Request put(long id, int connection) {
        Bytes key = Bytes.utf8("k" + connection + "-" + id % 10_000);
        return new Request.Put(id, key, value, Session.NONE);
    }

    private static void report(int size, int seconds, List<WriteLoad> loads) {
        long[] all =
                loads.stream()
                        .flatMapToLong(load -> Arrays.stream(load.nanos, 0, load.count))
                        .sorted()
                        .toArray();
        int refused = loads.stream().mapToInt(load -> load.refused).sum();
        System.out.printf(
                "%d servers: %,d puts/s, p50 %.1f ms, p99 %.1f ms, refused %d%n",
                size,
                all.length / seconds,
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                refused);
    }
}
