package io.neurocache.raft.server;

import io.neurocache.raft.Bytes;
import io.neurocache.raft.wire.Reply;
import io.neurocache.raft.wire.Request;
import io.neurocache.raft.wire.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts many different keys into a server that runs, so that its memory can be looked at: 8
 * connections with 256 puts under way each, keys of 16 bytes.
 *
 * <p>Run {@code main} with the test class path: {@code KeyLoad <port> <first> <count> <value
 * bytes>}. It ends when all are acknowledged.
 */
final class KeyLoad {
    private static final int CONNECTIONS = 8;
    private static final int IN_FLIGHT = 256;

    private final int port;
    private final Bytes value;

    private KeyLoad(int port, int valueBytes) {
        this.port = port;
        this.value = Bytes.utf8("v".repeat(valueBytes));
    }

    /** Puts, and prints one line. */
    public static void main(String[] arguments) throws InterruptedException {
        KeyLoad load = new KeyLoad(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[3]));
        long first = Long.parseLong(arguments[1]);
        long count = Long.parseLong(arguments[2]);
        long started = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            long from = first + count * i / CONNECTIONS;
            long to = first + count * (i + 1) / CONNECTIONS;
            threads.add(Thread.ofPlatform().start(() -> load.putAll(from, to)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        System.out.printf("%,d keys in %.1f s, %,.0f/s%n", count, seconds, count / seconds);
    }

    private void putAll(long from, long to) {
        try (Client client = new Client(port)) {
            long sent = from;
            long answered = from;
            while (answered < to) {
                while (sent < to && sent - answered < IN_FLIGHT) {
                    client.send(put(sent++));
                }
                Reply reply = client.receive();
                if (!(reply instanceof Reply.Written)) {
                    throw new IllegalStateException("not written: " + reply);
                }
                answered++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keys come in no order, as those of a cache do. */
    private Request put(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return new Request.Put(number, Bytes.utf8("%016x".formatted(mixed)), value, Session.NONE);
    }
}
