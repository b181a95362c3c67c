package io.neurocache.raft.server;

import io.neurocache.raft.sim.ChaosNetwork;
import io.neurocache.raft.wire.Frames;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between servers on real sockets, and does to each of their frames what a {@link
 * ChaosNetwork} says: a frame is lost, late, doubled or overtaken as a message is in the simulator.
 * Who connects is known by its hello, which always arrives; clients' bytes pass as they are.
 *
 * <p>Safe from any thread.
 */
final class ChaosRelay implements AutoCloseable {
    private static final Pattern HELLO = Pattern.compile("\"rpc\":\"Hello\".*\"from\":(\\d+)");

    /** Frames of one connection that are on their way. */
    private static final int MAX_UNDER_WAY = 1_000;

    private static final int CONNECT_MILLIS = 5_000;

    private final ChaosNetwork chaos;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor();
    private final List<Closeable> open = new ArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    ChaosRelay(ChaosNetwork chaos) {
        this.chaos = chaos;
    }

    /** Opens a port through which a server is reached; returns its number. */
    int open(int server, int port) throws IOException {
        ServerSocket door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        remember(door);
        start(() -> accept(door, server, port));
        return door.getLocalPort();
    }

    /** Frames between servers that arrived. */
    long passed() {
        return passed.get();
    }

    /** Frames between servers that did not. */
    long lost() {
        return lost.get();
    }

    /** Connections that have ended. */
    long ended() {
        return ended.get();
    }

    /** Cuts these servers off from the others, both ways. */
    void partition(long setOfIds) {
        synchronized (chaos) {
            chaos.partition(setOfIds);
        }
    }

    void heal() {
        synchronized (chaos) {
            chaos.heal();
        }
    }

    private void remember(Closeable one) {
        synchronized (open) {
            open.add(one);
        }
    }

    private void accept(ServerSocket door, int server, int port) throws IOException {
        while (true) {
            Socket near = door.accept();
            remember(near);
            start(() -> carry(near, server, port));
        }
    }

    private void carry(Socket near, int server, int port) throws IOException {
        try (near;
                Socket far = new Socket()) {
            far.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            far.setTcpNoDelay(true);
            near.setTcpNoDelay(true);
            remember(far);
            DataInputStream in = new DataInputStream(near.getInputStream());
            DataOutputStream out = new DataOutputStream(far.getOutputStream());
            byte[] first = read(in);
            write(out, first);
            Matcher hello = HELLO.matcher(new String(first, StandardCharsets.UTF_8));
            if (hello.find()) {
                int from = Integer.parseInt(hello.group(1));
                start(() -> back(far, near, server, from));
                frames(in, out, from, server);
            } else {
                start(() -> far.getInputStream().transferTo(near.getOutputStream()));
                in.transferTo(out);
            }
        }
    }

    private void back(Socket far, Socket near, int from, int to) throws IOException {
        DataInputStream in = new DataInputStream(far.getInputStream());
        DataOutputStream out = new DataOutputStream(near.getOutputStream());
        write(out, read(in));
        frames(in, out, from, to);
    }

    private void frames(DataInputStream in, DataOutputStream out, int from, int to)
            throws IOException {
        Semaphore room = new Semaphore(MAX_UNDER_WAY);
        while (true) {
            byte[] frame = read(in);
            long now = System.nanoTime() / 1_000;
            long delay;
            long echo;
            synchronized (chaos) {
                delay = chaos.fate(from, to, now);
                echo = chaos.echo(from, to, now);
            }
            if (delay == ChaosNetwork.LOST) {
                lost.incrementAndGet();
                continue;
            }
            passed.incrementAndGet();
            send(out, frame, delay, room);
            if (echo != ChaosNetwork.LOST) {
                send(out, frame, echo, room);
            }
        }
    }

    private void send(DataOutputStream out, byte[] frame, long delayMicros, Semaphore room) {
        room.acquireUninterruptibly();
        var _ =
                time.schedule(
                        () -> {
                            room.release();
                            run(() -> write(out, frame));
                        },
                        delayMicros,
                        TimeUnit.MICROSECONDS);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] frame = new byte[Frames.checked(in.readInt())];
        in.readFully(frame);
        return frame;
    }

    private static void write(DataOutputStream out, byte[] frame) throws IOException {
        synchronized (out) {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
        }
    }

    private void start(Transfer transfer) {
        threads.execute(() -> run(transfer));
    }

    /** A connection that ends is no failure here: the servers' own links open another one. */
    private void run(Transfer transfer) {
        try {
            transfer.go();
        } catch (IOException | RejectedExecutionException e) {
            ended.incrementAndGet();
        }
    }

    @FunctionalInterface
    private interface Transfer {
        void go() throws IOException;
    }

    @Override
    public void close() throws IOException {
        time.shutdownNow();
        List<Closeable> all;
        synchronized (open) {
            all = List.copyOf(open);
        }
        for (Closeable one : all) {
            one.close();
        }
        threads.shutdownNow();
    }
}
